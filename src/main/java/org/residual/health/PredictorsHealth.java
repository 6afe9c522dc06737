package org.residual.health;

import java.util.List;
import java.util.function.Supplier;
import org.residual.inference.predictor.PredictorState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down if a predictor hangs and could not be replaced, or its thread has died: only a restart of the service helps. */
public final class PredictorsHealth implements HealthIndicator {
    private final Supplier<List<PredictorState>> predictors;

    /** @param predictors gives the state of each */
    public PredictorsHealth(Supplier<List<PredictorState>> predictors) {
        this.predictors = predictors;
    }

    @Override
    public Health health() {
        List<PredictorState> states = predictors.get();
        long stuck = states.stream().filter(PredictorState::stuck).count();
        long gone = states.stream().filter(state -> !state.alive()).count();
        Health.Builder health = stuck + gone > 0 ? Health.down() : Health.up();
        return health.withDetail("predictors", states.size())
                .withDetail("stuck", stuck)
                .withDetail("gone", gone)
                .build();
    }
}
