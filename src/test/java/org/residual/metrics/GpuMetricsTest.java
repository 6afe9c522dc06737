package org.residual.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.residual.metrics.NvidiaGpu.Nvml;

/** Metrics of GPUs exist if there are GPUs. */
class GpuMetricsTest {
    /** A driver with two GPUs, the second without a temperature. */
    private static final class TwoGpus implements Nvml {
        private static final int NOT_SUPPORTED = 3;

        @Override
        public int nvmlInit_v2() {
            return 0;
        }

        @Override
        public int nvmlDeviceGetCount_v2(IntByReference count) {
            count.setValue(2);
            return 0;
        }

        @Override
        public int nvmlDeviceGetHandleByIndex_v2(int index, PointerByReference device) {
            device.setValue(Pointer.createConstant(index + 1));
            return 0;
        }

        @Override
        public int nvmlDeviceGetUtilizationRates(Pointer device, int[] rates) {
            rates[0] = device.equals(Pointer.createConstant(1)) ? 75 : 20;
            return 0;
        }

        @Override
        public int nvmlDeviceGetMemoryInfo(Pointer device, long[] memory) {
            memory[0] = 80_000;
            memory[1] = 50_000;
            memory[2] = 30_000;
            return 0;
        }

        @Override
        public int nvmlDeviceGetTemperature(Pointer device, int sensor, IntByReference celsius) {
            celsius.setValue(61);
            return device.equals(Pointer.createConstant(1)) ? 0 : NOT_SUPPORTED;
        }
    }

    private static double gauge(SimpleMeterRegistry registry, String name, int gpu) {
        return registry.get(name).tag("gpu", Integer.toString(gpu)).gauge().value();
    }

    @Test
    void tellsOfEachGpu() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();

        new GpuMetrics(NvidiaGpu.all(new TwoGpus())).bindTo(registry);

        assertThat(gauge(registry, "residual.gpu.utilization.ratio", 0)).isEqualTo(0.75);
        assertThat(gauge(registry, "residual.gpu.utilization.ratio", 1)).isEqualTo(0.2);
        assertThat(gauge(registry, "residual.gpu.memory.used", 0)).isEqualTo(30_000);
        assertThat(gauge(registry, "residual.gpu.memory.total", 1)).isEqualTo(80_000);
        assertThat(gauge(registry, "residual.gpu.temperature", 0)).isEqualTo(61);
        assertThat(gauge(registry, "residual.gpu.temperature", 1)).isNaN();
    }

    @Test
    void tellsNothingWhereThereAreNone() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();

        new GpuMetrics(List.of()).bindTo(registry);

        assertThat(registry.getMeters()).isEmpty();
    }
}
