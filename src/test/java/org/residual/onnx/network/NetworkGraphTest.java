package org.residual.onnx.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.engine.Batches;
import org.residual.engine.Weights;
import org.residual.nn.Architecture;
import org.residual.nn.Epsilon;
import org.residual.nn.Epsilon.AddedTo;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.ReferenceNetwork.Tensor;
import org.residual.nn.Statistics;
import org.residual.onnx.runtime.GraphSession;
import org.residual.onnx.schema.ModelProto;

/** The graphs, run by ONNX Runtime, compared with plain loops in double precision. */
class NetworkGraphTest {
    private static final float TOLERANCE = 1e-5f;
    private static final NetworkConfiguration RESNET =
            new NetworkConfiguration(Architecture.RESNET, List.of(16, 24, 32), 6, 0.5, Statistics.IMAGE);
    private static final NetworkConfiguration CONVBNNET =
            new NetworkConfiguration(Architecture.CONVBNNET, List.of(10, 20, 40, 30), 6, 0, Statistics.IMAGE);

    static Stream<NetworkConfiguration> configurations() {
        return Stream.of(
                RESNET,
                CONVBNNET,
                RESNET.with(Statistics.FIXED),
                CONVBNNET.with(Statistics.FIXED),
                RESNET.with(new Epsilon(0.01, AddedTo.STD)),
                CONVBNNET.with(new Epsilon(0.01, AddedTo.VARIANCE)),
                RESNET.with(Statistics.FIXED).with(new Epsilon(0.01, AddedTo.VARIANCE)),
                CONVBNNET.with(Statistics.FIXED).with(new Epsilon(0.01, AddedTo.STD)),
                new NetworkConfiguration(Architecture.RESNET, List.of(5, 17), 3, 0, Statistics.IMAGE),
                new NetworkConfiguration(Architecture.RESNET, List.of(5, 17), 3, 0, Statistics.FIXED),
                // More work as one convolution than as two.
                new NetworkConfiguration(Architecture.CONVBNNET, List.of(4, 64, 9), 1, 0, Statistics.IMAGE),
                new NetworkConfiguration(Architecture.CONVBNNET, List.of(3, 7), 3, 0, Statistics.FIXED),
                // Widths that fill the blocks of the runtime's own layout.
                new NetworkConfiguration(Architecture.RESNET, List.of(8, 16, 32), 4, 0.5, Statistics.FIXED));
    }

    static Stream<Extent> extents() {
        return Stream.of(
                new Extent(128, 128),
                new Extent(64, 48),
                new Extent(33, 46),
                new Extent(46, 33),
                new Extent(17, 17),
                new Extent(16, 16),
                new Extent(9, 40),
                new Extent(1, 9));
    }

    private static Weights weights(ReferenceNetwork network) {
        return (name, into) ->
                into.asFloatBuffer().put(network.weights().get(name).toFloats());
    }

    private static float[] answer(GraphSession session, Tensor images) {
        int[] shape = images.shape();
        return session.run(Batches.of(images.toFloats(), shape[0], shape[2], shape[3]));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void answersWhatThePlainLoopsAnswer(NetworkConfiguration configuration) {
        ReferenceNetwork reference = new ReferenceNetwork(configuration, 7);
        try (GraphSession any = new GraphSession(NetworkGraph.ofAnySize(configuration, weights(reference)))) {
            extents().forEach(extent -> {
                Tensor images = reference.randomImages(2, extent.height(), extent.width());
                float[] expected = reference.logProbabilities(images).toFloats();
                assertThat(answer(any, images)).as("%s, any size", extent).containsExactly(expected, within(TOLERANCE));
                ModelProto graph = NetworkGraph.of(configuration, weights(reference), extent);
                try (GraphSession one = new GraphSession(graph)) {
                    assertThat(answer(one, images)).as("%s", extent).containsExactly(expected, within(TOLERANCE));
                }
            });
        }
    }

    static Stream<NetworkConfiguration> networks() {
        return Stream.of(RESNET, CONVBNNET, RESNET.with(Statistics.FIXED), CONVBNNET.with(Statistics.FIXED));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void answersExactlyTheSameForAnImageInAnyCompany(NetworkConfiguration configuration) {
        ReferenceNetwork reference = new ReferenceNetwork(configuration, 11);
        Extent extent = new Extent(40, 40);
        try (GraphSession session = new GraphSession(NetworkGraph.of(configuration, weights(reference), extent))) {
            Tensor images = reference.randomImages(16, extent.height(), extent.width());
            float[] together = answer(session, images);
            int each = images.data().length / 16;
            for (int i = 0; i < 16; i++) {
                double[] values = Arrays.copyOfRange(images.data(), i * each, (i + 1) * each);
                int[] shape = {1, 3, extent.height(), extent.width()};
                int classes = configuration.classes();
                assertThat(answer(session, new Tensor(shape, values)))
                        .as("image %d", i)
                        .containsExactly(Arrays.copyOfRange(together, i * classes, (i + 1) * classes));
            }
        }
    }

    @Test
    void aChannelOfOneValueEverywhereAnswersItsShift() {
        ReferenceNetwork reference = new ReferenceNetwork(RESNET, 5);
        // The kernels of the first layer see nothing: all of its channels are 0 everywhere.
        Arrays.fill(reference.weights().get("layers1.0.layer.weight").data(), 0);
        Tensor images = reference.randomImages(2, 40, 40);
        float[] expected = reference.logProbabilities(images).toFloats();
        for (ModelProto graph : List.of(
                NetworkGraph.ofAnySize(RESNET, weights(reference)),
                NetworkGraph.of(RESNET, weights(reference), new Extent(40, 40)))) {
            try (GraphSession session = new GraphSession(graph)) {
                assertThat(answer(session, images)).containsExactly(expected, within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, -1})
    void fixedStatisticsHoldWithShiftsOfAnySignAndScalesOf(double sign) {
        NetworkConfiguration fixed = CONVBNNET.with(Statistics.FIXED);
        ReferenceNetwork reference = new ReferenceNetwork(fixed, 3);
        for (int layer = 0; layer < fixed.stages(); layer++) {
            double[] scales = reference.weights().get("layers." + layer + ".m").data();
            double[] shifts = reference.weights().get("layers." + layer + ".a").data();
            Arrays.setAll(scales, i -> Math.abs(scales[i]));
            scales[0] *= sign;
            shifts[0] = Math.abs(shifts[0]);
            shifts[1] = -Math.abs(shifts[1]);
        }
        for (Extent extent : List.of(new Extent(40, 40), new Extent(33, 47))) {
            Tensor images = reference.randomImages(2, extent.height(), extent.width());
            float[] expected = reference.logProbabilities(images).toFloats();
            for (ModelProto graph : List.of(
                    NetworkGraph.ofAnySize(fixed, weights(reference)),
                    NetworkGraph.of(fixed, weights(reference), extent))) {
                try (GraphSession session = new GraphSession(graph)) {
                    assertThat(answer(session, images)).containsExactly(expected, within(TOLERANCE));
                }
            }
        }
    }

    @Test
    void statisticsOfABatchAreRefused() {
        NetworkConfiguration batch = RESNET.with(Statistics.BATCH);
        Weights weights = weights(new ReferenceNetwork(batch, 1));
        assertThatThrownBy(() -> NetworkGraph.ofAnySize(batch, weights)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void imagesWithoutADeviationAreRefused() {
        Weights weights = weights(new ReferenceNetwork(CONVBNNET, 1));
        assertThatThrownBy(() -> NetworkGraph.of(CONVBNNET, weights, new Extent(8, 8)))
                .isInstanceOf(InputTooSmallException.class);
    }
}
