package org.residual.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.residual.inference.predictor.PredictorPool;
import org.residual.inference.predictor.PredictorState;
import org.residual.nn.device.ComputeDevice;

/** The state of the predictors, and the limit of the queue. */
public final class PredictorMetrics implements MeterBinder {
    private final PredictorPool predictors;
    private final Duration timeout;

    /**
     * @param predictors the pool
     * @param timeout of requests that do not set their own
     */
    public PredictorMetrics(PredictorPool predictors, Duration timeout) {
        this.predictors = predictors;
        this.timeout = timeout;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("residual.predictors", predictors, PredictorMetrics::alive)
                .description("Predictors that exist")
                .register(registry);
        Gauge.builder(
                        "residual.predictors.configured",
                        predictors,
                        pool -> pool.states().size())
                .description("Predictors that are configured")
                .register(registry);
        for (ComputeDevice device : Set.copyOf(predictors.devices())) {
            Gauge.builder(
                            "residual.predictors.placed",
                            predictors,
                            pool -> Collections.frequency(pool.devices(), device))
                    .description("Predictors that are configured for a device: cpu, or a GPU such as gpu:0")
                    .tag("device", device.name())
                    .register(registry);
        }
        Gauge.builder("residual.predictors.busy", predictors, PredictorMetrics::busy)
                .description("Predictors that are running a batch")
                .register(registry);
        FunctionCounter.builder("residual.predictors.replaced", predictors, PredictorPool::replaced)
                .description("Predictors that hung in a batch and were replaced")
                .register(registry);
        TimeGauge.builder(
                        "residual.predictors.longest.batch.age",
                        predictors,
                        TimeUnit.NANOSECONDS,
                        PredictorMetrics::longest)
                .description("Age of the longest-running batch")
                .register(registry);
        TimeGauge.builder("residual.queue.wait.limit", timeout::toNanos, TimeUnit.NANOSECONDS)
                .description("Deadline of requests that do not set their own")
                .register(registry);
    }

    private static double alive(PredictorPool pool) {
        return pool.states().stream().filter(PredictorState::alive).count();
    }

    private static double busy(PredictorPool pool) {
        return pool.states().stream().filter(state -> !state.busy().isZero()).count();
    }

    private static double longest(PredictorPool pool) {
        return pool.states().stream()
                .map(PredictorState::busy)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO)
                .toNanos();
    }
}
