package org.residual.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import org.residual.background.BackgroundLoop;
import org.residual.background.BackgroundLoops;

/** Whether the background loops make progress, and how often they fail. */
public final class BackgroundMetrics implements MeterBinder {
    private final BackgroundLoops loops;

    /** @param loops all background loops, started */
    public BackgroundMetrics(BackgroundLoops loops) {
        this.loops = loops;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (BackgroundLoop loop : loops.all()) {
            Tags tags = Tags.of("loop", loop.name());
            TimeGauge.builder(
                            "residual.background.age",
                            loop,
                            TimeUnit.NANOSECONDS,
                            of -> of.age().toNanos())
                    .description("Time since a background loop last made progress")
                    .tags(tags)
                    .register(registry);
            TimeGauge.builder(
                            "residual.background.age.limit",
                            loop,
                            TimeUnit.NANOSECONDS,
                            of -> of.limit().toNanos())
                    .description("Age beyond which a background loop hangs")
                    .tags(tags)
                    .register(registry);
            FunctionCounter.builder("residual.background.faults", loop, BackgroundLoop::faults)
                    .description("Failed rounds of a background loop; the next round follows")
                    .tags(tags)
                    .register(registry);
        }
    }
}
