package org.residual.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.residual.inference.predictor.PredictorState;
import org.springframework.boot.health.contributor.Status;

/** The service counts as alive as long as its predictors can make progress. */
class PredictorsHealthTest {
    private static Status with(PredictorState... states) {
        return new PredictorsHealth(() -> List.of(states)).health().getStatus();
    }

    private static PredictorState busyFor(long seconds) {
        return new PredictorState(true, Duration.ofSeconds(seconds), false);
    }

    @Test
    void isUpWhilePredictorsRestOrWorkForHoweverLong() {
        assertThat(with(busyFor(0), busyFor(59))).isEqualTo(Status.UP);
    }

    @Test
    void isDownIfOneIsStuckAndWasNotReplaced() {
        assertThat(with(busyFor(0), new PredictorState(true, Duration.ofSeconds(61), true)))
                .isEqualTo(Status.DOWN);
    }

    @Test
    void isDownIfAThreadIsGone() {
        assertThat(with(busyFor(0), new PredictorState(false, Duration.ZERO, false)))
                .isEqualTo(Status.DOWN);
    }
}
