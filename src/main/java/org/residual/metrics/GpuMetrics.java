package org.residual.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/** Utilisation, memory and temperature of the GPUs; nothing without GPUs. */
public final class GpuMetrics implements MeterBinder {
    private final List<? extends Gpu> gpus;

    /**
     * @param gpus of this machine
     */
    public GpuMetrics(List<? extends Gpu> gpus) {
        this.gpus = List.copyOf(gpus);
    }

    /** A GPU, read anew each time. Unavailable values are NaN. */
    public interface Gpu {
        /** @return its index among the GPUs, from 0 */
        int index();

        /** @return the share of recent time in which it computed, 0 to 1 */
        double utilization();

        /** @return bytes of its memory in use */
        double usedBytes();

        /** @return bytes of its memory */
        double totalBytes();

        /**
         * @return degrees Celsius
         */
        double temperature();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Gpu gpu : gpus) {
            Tags tags = Tags.of("gpu", Integer.toString(gpu.index()));
            Gauge.builder("residual.gpu.utilization.ratio", gpu, Gpu::utilization)
                    .description("Share of the time in which the GPU computes")
                    .tags(tags)
                    .register(registry);
            Gauge.builder("residual.gpu.memory.used", gpu, Gpu::usedBytes)
                    .baseUnit("bytes")
                    .description("Memory of the GPU that is in use")
                    .tags(tags)
                    .register(registry);
            Gauge.builder("residual.gpu.memory.total", gpu, Gpu::totalBytes)
                    .baseUnit("bytes")
                    .description("Total memory of the GPU")
                    .tags(tags)
                    .register(registry);
            Gauge.builder("residual.gpu.temperature", gpu, Gpu::temperature)
                    .baseUnit("celsius")
                    .description("Temperature of the GPU")
                    .tags(tags)
                    .register(registry);
        }
    }
}
