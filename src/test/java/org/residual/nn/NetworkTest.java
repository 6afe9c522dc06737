package org.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.nn.Epsilon.AddedTo;
import org.residual.nn.ReferenceNetwork.Tensor;

/** The networks, compared with plain loops in double precision. */
class NetworkTest {
    private static final float TOLERANCE = 1e-5f;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void closeManager() {
        manager.close();
    }

    static Stream<NetworkConfiguration> configurations() {
        return Stream.of(
                Networks.DOCUMENTED_RESNET,
                Networks.DOCUMENTED_CONVBNNET,
                Networks.DOCUMENTED_RESNET.with(Statistics.BATCH),
                Networks.DOCUMENTED_CONVBNNET.with(Statistics.BATCH),
                Networks.DOCUMENTED_RESNET.with(Statistics.FIXED),
                Networks.DOCUMENTED_CONVBNNET.with(Statistics.FIXED),
                Networks.DOCUMENTED_RESNET.with(new Epsilon(0.01, AddedTo.STD)),
                Networks.DOCUMENTED_CONVBNNET.with(Statistics.BATCH).with(new Epsilon(0.01, AddedTo.VARIANCE)),
                Networks.DOCUMENTED_RESNET.with(Statistics.FIXED).with(new Epsilon(0.01, AddedTo.VARIANCE)),
                Networks.DOCUMENTED_CONVBNNET.with(Statistics.FIXED).with(new Epsilon(0.01, AddedTo.STD)),
                new NetworkConfiguration(Architecture.RESNET, List.of(5, 20, 24), 3, 0, Statistics.FIXED),
                new NetworkConfiguration(Architecture.CONVBNNET, List.of(24, 17, 40, 33), 7, 0, Statistics.FIXED),
                new NetworkConfiguration(Architecture.RESNET, List.of(5, 20, 24), 3, 0, Statistics.IMAGE),
                new NetworkConfiguration(Architecture.CONVBNNET, List.of(24, 17, 40, 33), 7, 0, Statistics.IMAGE));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void answersWhatThePlainLoopsAnswer(NetworkConfiguration configuration) {
        ReferenceNetwork reference = new ReferenceNetwork(configuration, 7);
        Network network = Networks.load(manager, configuration, reference);
        Network prepared = NetworkConversion.prepared(network, manager);
        for (int[] size : new int[][] {{128, 128}, {64, 64}, {96, 160}, {33, 47}}) {
            Tensor images = reference.randomImages(2, size[0], size[1]);
            float[] expected = reference.logProbabilities(images).toFloats();
            NDArray input = Networks.array(manager, images);
            assertThat(Networks.predict(network, input))
                    .as("%dx%d", size[0], size[1])
                    .containsExactly(expected, within(TOLERANCE));
            assertThat(Networks.predict(prepared, input))
                    .as("%dx%d, prepared", size[0], size[1])
                    .containsExactly(expected, within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void answersTheSameForAnImageInAnyCompany(Architecture architecture) {
        NetworkConfiguration configuration =
                architecture == Architecture.RESNET ? Networks.DOCUMENTED_RESNET : Networks.DOCUMENTED_CONVBNNET;
        ReferenceNetwork reference = new ReferenceNetwork(configuration, 11);
        Network network = NetworkConversion.prepared(Networks.load(manager, configuration, reference), manager);
        NDArray images = Networks.array(manager, reference.randomImages(16, 40, 40));
        float[] alone = Networks.predict(network, images.get("0:1"));
        for (int batch = 2; batch <= 16; batch++) {
            float[] together = Networks.predict(network, images.get("0:" + batch));
            assertThat(Arrays.copyOf(together, configuration.classes()))
                    .as("in a batch of %d", batch)
                    .containsExactly(alone, within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void normalizesADeadChannelToItsShiftInsteadOfNaN(NetworkConfiguration configuration) {
        ReferenceNetwork reference = new ReferenceNetwork(configuration, 3);
        Network network = NetworkConversion.prepared(Networks.load(manager, configuration, reference), manager);
        Tensor black = new Tensor(1, 3, 64, 64);
        float[] answer = Networks.predict(network, Networks.array(manager, black));
        // A channel that is almost constant has a tiny std, which magnifies the rounding of float32.
        assertThat(answer).containsExactly(reference.logProbabilities(black).toFloats(), within(10 * TOLERANCE));
        assertThat(answer).doesNotContain(Float.NaN);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void leavesNothingBehindWhereItsParametersLive(NetworkConfiguration configuration) {
        ReferenceNetwork reference = new ReferenceNetwork(configuration, 5);
        Network network = Networks.load(manager, configuration, reference);
        try (NDManager elsewhere = NDManager.newBaseManager()) {
            NDArray images = Networks.array(elsewhere, reference.randomImages(2, 33, 33));
            int before = manager.getManagedArrays().size();
            Networks.predict(network, images);
            assertThat(manager.getManagedArrays()).hasSize(before);
        }
    }

    @Test
    void namesItsParametersAsPyTorchDoes() {
        Network network =
                new NetworkConfiguration(Architecture.RESNET, List.of(4, 8), 2, 0.5, Statistics.IMAGE).newNetwork();
        assertThat(network.stateDict().keySet())
                .containsExactlyInAnyOrder(
                        "conv1.weight",
                        "conv1.bias",
                        "layers1.0.a",
                        "layers1.0.m",
                        "layers1.0.layer.weight",
                        "layers2.0.a",
                        "layers2.0.m",
                        "layers2.0.layer.weight",
                        "layers3.0.a",
                        "layers3.0.m",
                        "layers3.0.layer.weight",
                        "out.weight",
                        "out.bias");
        assertThat(network.stateDict().get("layers1.0.layer.weight").getShape()).isEqualTo(new Shape(8, 4, 3, 3));
        assertThat(network.stateDict().get("out.weight").getShape()).isEqualTo(new Shape(2, 8));
    }

    @Test
    void refusesAnImageWhoseLastStageWouldSeeASingleValue() {
        Network network = Networks.load(
                manager, Networks.DOCUMENTED_CONVBNNET, new ReferenceNetwork(Networks.DOCUMENTED_CONVBNNET, 1));
        assertThatThrownBy(() -> Networks.predict(network, manager.zeros(new Shape(1, 3, 16, 16))))
                .isInstanceOf(InputTooSmallException.class)
                .hasMessageContaining("16x16")
                .hasMessageContaining("at least 17");
    }

    @Test
    void acceptsTheLeastImage() {
        ReferenceNetwork reference = new ReferenceNetwork(Networks.DOCUMENTED_CONVBNNET, 1);
        Network network = Networks.load(manager, Networks.DOCUMENTED_CONVBNNET, reference);
        Tensor least = reference.randomImages(1, 17, 1);
        assertThat(Networks.predict(network, Networks.array(manager, least)))
                .containsExactly(reference.logProbabilities(least).toFloats(), within(TOLERANCE));
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void acceptsASinglePixelWhereTheStatisticsAreFixed(Architecture architecture) {
        NetworkConfiguration configuration =
                new NetworkConfiguration(architecture, List.of(4, 6, 8), 3, 0, Statistics.FIXED);
        ReferenceNetwork reference = new ReferenceNetwork(configuration, 1);
        Network network = Networks.load(manager, configuration, reference);
        Tensor pixel = reference.randomImages(1, 1, 1);
        assertThat(Networks.predict(NetworkConversion.prepared(network, manager), Networks.array(manager, pixel)))
                .containsExactly(reference.logProbabilities(pixel).toFloats(), within(TOLERANCE));
    }

    @Test
    void keepsMeansAndStdsAmongItsParametersWhereTheStatisticsAreFixed() {
        Network network =
                new NetworkConfiguration(Architecture.CONVBNNET, List.of(4, 8), 2, 0, Statistics.FIXED).newNetwork();
        assertThat(network.stateDict().keySet())
                .containsExactlyInAnyOrder(
                        "conv1.weight",
                        "conv1.bias",
                        "layers.0.a",
                        "layers.0.m",
                        "layers.0.means",
                        "layers.0.stds",
                        "layers.0.layer.weight",
                        "out.weight",
                        "out.bias");
        assertThat(network.stateDict().get("layers.0.means").getShape()).isEqualTo(new Shape(8, 1, 1));
        assertThat(network.stateDict().get("layers.0.stds").getShape()).isEqualTo(new Shape(8, 1, 1));
    }

    @Test
    void refusesAConfigurationOutOfRangeSayingWhich() {
        assertThatThrownBy(
                        () -> new NetworkConfiguration(Architecture.RESNET, List.of(16, 0), 10, 0.5, Statistics.IMAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("channels");
        assertThatThrownBy(
                        () -> new NetworkConfiguration(Architecture.RESNET, List.of(16, 32), 10, 1, Statistics.IMAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dropout");
        assertThatThrownBy(() -> Networks.DOCUMENTED_RESNET.with(new Epsilon(-1e-5, AddedTo.STD)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("epsilon");
    }
}
