package org.residual.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    @Test
    void aBurstPassesAndThenOneHasToWait() {
        RateLimit aThousandSecondsForEach = RateLimit.of(0.001, 2);

        assertThat(aThousandSecondsForEach.exceededBy()).isEmpty();
        assertThat(aThousandSecondsForEach.exceededBy()).isEmpty();
        assertThat(aThousandSecondsForEach.exceededBy())
                .hasValueSatisfying(
                        wait -> assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(1000)));
    }

    @Test
    void noLimitIsNeverExceeded() {
        assertThat(RateLimit.NONE.exceededBy()).isEmpty();
    }
}
