package org.residual.inference.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalPaceTest {
    private static final int PER_SECOND = 10;
    private static final Duration TENTH = Duration.ofMillis(100);
    private static final Duration AMPLE = Duration.ofMinutes(1);

    private final AtomicLong clock = new AtomicLong();
    private final RefusalPace pace = new RefusalPace(PER_SECOND, clock::get);

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            pace.next(AMPLE);
        }
    }

    @Test
    void asManyAsASecondAllowsAreRefusedAtOnce() {
        for (int i = 0; i < PER_SECOND; i++) {
            assertThat(pace.next(AMPLE)).isZero();
        }
    }

    @Test
    void theNextOnesWaitForTheirTurn() {
        refuse(PER_SECOND);
        assertThat(pace.next(AMPLE)).isEqualTo(TENTH);
        assertThat(pace.next(AMPLE)).isEqualTo(TENTH.multipliedBy(2));
    }

    @Test
    void noneWaitsLongerThanItMay() {
        refuse(100 * PER_SECOND);
        assertThat(pace.next(Duration.ofMillis(250))).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void afterAPauseTheyAreRefusedAtOnceAgain() {
        refuse(2 * PER_SECOND);
        clock.addAndGet(Duration.ofHours(1).toNanos());
        asManyAsASecondAllowsAreRefusedAtOnce();
        assertThat(pace.next(AMPLE)).isEqualTo(TENTH);
    }
}
