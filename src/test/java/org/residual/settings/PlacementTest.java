package org.residual.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.residual.inference.predictor.Placement;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.FakeGpus;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The placement that the settings give for the present GPUs. */
class PlacementTest {
    private static final Map<String, Object> SETTINGS = Map.of(
            "residual.predictors.count", "3",
            "residual.predictors.batch.images", "5",
            "residual.predictors.batch.pixels", "500",
            "residual.predictors.queue.requests", "50",
            "residual.predictors.gpu.predictors", "2",
            "residual.predictors.gpu.queue.requests", "700",
            "residual.predictors.gpu.batch.images", "70",
            "residual.predictors.gpu.batch.pixels", "7000");

    private static Placement on(int gpus) {
        return new Binder(new MapConfigurationPropertySource(SETTINGS))
                .bindOrCreate("residual.predictors", PredictorProperties.class)
                .placement(FakeGpus.of(gpus));
    }

    @Test
    void predictorsTakeTheGpusInTurn() {
        assertThat(on(2).predictors())
                .extracting(ComputeDevice::name)
                .containsExactly("gpu:0", "gpu:1", "gpu:0", "gpu:1");
        assertThat(on(2).devices()).extracting(ComputeDevice::name).containsExactly("gpu:0", "gpu:1");
    }

    @Test
    void gpusHaveBatchesAndAQueueOfTheirOwn() {
        assertThat(on(1).limits().images()).isEqualTo(70);
        assertThat(on(1).limits().pixels()).isEqualTo(7000);
        assertThat(on(1).limits().requests()).isEqualTo(700);
    }

    @Test
    void withoutGpusTheProcessorHasItsOwnPredictorsBatchesAndQueue() {
        assertThat(on(0).predictors()).containsExactly(ComputeDevice.CPU, ComputeDevice.CPU, ComputeDevice.CPU);
        assertThat(on(0).limits().images()).isEqualTo(5);
        assertThat(on(0).limits().pixels()).isEqualTo(500);
        assertThat(on(0).limits().requests()).isEqualTo(50);
    }
}
