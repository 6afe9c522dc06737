package org.residual.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.nn.Golden;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.OnGpus;
import org.residual.nn.device.TorchEngine;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;

/** Networks from PyTorch, loaded as versions whose known answers are PyTorch's in float64. */
class GoldenVersionsTest {
    @TempDir
    private Path models;

    @ParameterizedTest
    @MethodSource("org.residual.nn.Golden#withStatistics")
    void reproduceWhatPyTorchAnswersAtEverySize(Golden golden, Statistics statistics) throws IOException {
        assertReproduces(golden, statistics, List.of(ComputeDevice.CPU), 4);
    }

    @OnGpus
    @ParameterizedTest
    @MethodSource("org.residual.nn.Golden#withStatistics")
    void reproduceWhatPyTorchAnswersOnEveryGpu(Golden golden, Statistics statistics) throws IOException {
        assertReproduces(golden, statistics, TorchEngine.gpus(), 64);
    }

    private void assertReproduces(Golden golden, Statistics statistics, List<ComputeDevice> devices, int largestBatch)
            throws IOException {
        NetworkConfiguration configuration = golden.configuration(statistics);
        VersionFiles files =
                new VersionFiles(models.resolve("golden").resolve("1"), new ReferenceNetwork(configuration, 0));
        Safetensors.write(files.weights(), golden.weights());
        Map<String, StoredTensor> pairs = golden.knownAnswer(statistics);
        assertThat(pairs).isNotEmpty();
        Safetensors.write(files.knownAnswer(), pairs);
        try (ReadyVersion version = new VersionLoader(devices, largestBatch).load(files.folder())) {
            assertThat(version.knownAnswerErrors()).containsOnlyKeys(devices);
            assertThat(version.knownAnswerErrors().values())
                    .allSatisfy(error -> assertThat(error).isPositive().isLessThan(1e-5));
        }
    }
}
