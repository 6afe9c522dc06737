package org.residual;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.residual.health.PredictorsHealth;
import org.residual.inference.PredictorState;
import org.springframework.boot.health.contributor.Status;

/** The service counts as alive as long as its predictors can make progress. */
class PredictorsHealthTest {
    private static final Duration STUCK_AFTER = Duration.ofSeconds(60);

    private static Status with(PredictorState... states) {
        return new PredictorsHealth(() -> List.of(states), STUCK_AFTER).health().getStatus();
    }

    private static PredictorState busyFor(long seconds) {
        return new PredictorState(true, Duration.ofSeconds(seconds));
    }

    @Test
    void isUpWhilePredictorsRestOrWork() {
        assertThat(with(busyFor(0), busyFor(59))).isEqualTo(Status.UP);
    }

    @Test
    void isDownIfOneIsStuck() {
        assertThat(with(busyFor(0), busyFor(61))).isEqualTo(Status.DOWN);
    }

    @Test
    void isDownIfAThreadIsGone() {
        assertThat(with(busyFor(0), new PredictorState(false, Duration.ZERO))).isEqualTo(Status.DOWN);
    }
}
