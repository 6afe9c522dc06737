package org.residual.store.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.residual.nn.Architecture;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.TorchEngine;
import org.residual.store.VersionFiles;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/** Networks with random weights, and the error of their answers in float32. */
class RoundingTest {
    private static final float LITTLE = 1e-5f;

    private final NDManager manager = ComputeDevice.CPU.newManager();

    @TempDir
    private Path directory;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start(1);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static ReferenceNetwork reference(Architecture architecture, Statistics statistics) {
        return new ReferenceNetwork(new NetworkConfiguration(architecture, List.of(6, 20, 9), 4, 0, statistics), 1);
    }

    private Network network(ReferenceNetwork reference) {
        Network network = reference.configuration().newNetwork();
        network.load(
                manager,
                (name, shape) ->
                        VersionFiles.float32(reference.weights().get(name)).toFloat32(manager));
        return network;
    }

    private NDArray images(ReferenceNetwork reference, float contrast) {
        return VersionFiles.float32(reference.randomImages(3, 20, 20))
                .toFloat32(manager)
                .mul(contrast)
                .add(0.5f);
    }

    @ParameterizedTest
    @EnumSource
    void aNetworksOwnKnownAnswerIsFreeOfIt(Statistics statistics) throws Exception {
        for (Architecture architecture : Architecture.values()) {
            ReferenceNetwork reference = reference(architecture, statistics);
            NDArray images = images(reference, LITTLE);
            KnownAnswer.of(network(reference), images).write(directory);
            Map<String, StoredTensor> known = Safetensors.map(directory.resolve(KnownAnswer.FILE));
            float[] expected = reference
                    .logProbabilities(VersionFiles.tensor(known.get("input")))
                    .toFloats();
            assertThat(VersionFiles.tensor(known.get("log_probabilities")).toFloats())
                    .containsExactly(expected, within(1e-6f));
        }
    }

    @Test
    void growsWithTheAnswers() {
        ReferenceNetwork reference = reference(Architecture.CONVBNNET, Statistics.IMAGE);
        NDArray images = images(reference, 1);
        Network network = network(reference);
        double usual = Rounding.of(network, KnownAnswer.of(network, images)).error();
        network.stateDict().get("out.weight").getArray().muli(1000);
        double large = Rounding.of(network, KnownAnswer.of(network, images)).error();
        assertThat(usual).isPositive().isLessThan(1e-5);
        assertThat(large).isGreaterThan(100 * usual);
    }

    @ParameterizedTest
    @CsvSource({"0, 1e-5", "2.5e-6, 1e-5", "2.6e-6, 2e-5", "8.2e-6, 4e-5", "0.003, 0.02", "0.3, 1", "Infinity, 1"})
    void asksForFourTimesAsMuchAndNoLessThanWhatIsUsual(double error, double tolerance) {
        assertThat(new Rounding(error).tolerance()).isEqualTo(tolerance);
    }
}
