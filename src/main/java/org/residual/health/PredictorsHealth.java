package org.residual.health;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.residual.inference.PredictorState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down if a predictor has been at one batch for so long that it will not come back, or its thread is gone: to start the
 * service anew is all that helps.
 */
public final class PredictorsHealth implements HealthIndicator {
    private final Supplier<List<PredictorState>> predictors;
    private final Duration stuckAfter;

    /**
     * @param predictors tells how each of them is
     * @param stuckAfter how long a batch may take at most
     */
    public PredictorsHealth(Supplier<List<PredictorState>> predictors, Duration stuckAfter) {
        this.predictors = predictors;
        this.stuckAfter = stuckAfter;
    }

    @Override
    public Health health() {
        List<PredictorState> states = predictors.get();
        long stuck = states.stream()
                .filter(state -> state.busy().compareTo(stuckAfter) > 0)
                .count();
        long gone = states.stream().filter(state -> !state.alive()).count();
        Health.Builder health = stuck + gone > 0 ? Health.down() : Health.up();
        return health.withDetail("predictors", states.size())
                .withDetail("stuck", stuck)
                .withDetail("gone", gone)
                .build();
    }
}
