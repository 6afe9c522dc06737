package org.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.store.tensor.StoredTensor;

/** The networks, compared with PyTorch in float64: answers, and gradients of the loss. */
class GoldenTest {
    private static final float ANSWER_TOLERANCE = 1e-5f;
    private static final double GRADIENT_TOLERANCE = 1e-4;

    static Stream<Golden> goldens() throws IOException {
        return Golden.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void answersAsPyTorchDoesForEachImageAlone(Golden golden) {
        assertAnswers(golden, Statistics.IMAGE, "image_");
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void answersAsPyTorchDoesForABatchNormalizedTogether(Golden golden) {
        assertAnswers(golden, Statistics.BATCH, "batch_");
    }

    static Stream<Golden> fixed() throws IOException {
        return Golden.fixed();
    }

    @ParameterizedTest
    @MethodSource("fixed")
    void answersAsPyTorchDoesWithFixedStatistics(Golden golden) {
        assertAnswers(golden, Statistics.FIXED, "fixed_");
    }

    private static void assertAnswers(Golden golden, Statistics statistics, String prefix) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = golden.network(manager, statistics);
            Network prepared = NetworkConversion.prepared(network, manager);
            List<String> cases = golden.cases().keySet().stream()
                    .filter(name -> name.startsWith(prefix))
                    .toList();
            assertThat(cases).isNotEmpty();
            for (String name : cases) {
                NDArray input =
                        golden.cases().get(name.replace(prefix, "input_")).toFloat32(manager);
                float[] expected = golden.cases().get(name).toFloat32(manager).toFloatArray();
                assertThat(Networks.predict(network, input))
                        .as(name)
                        .containsExactly(expected, within(ANSWER_TOLERANCE));
                assertThat(Networks.predict(prepared, input))
                        .as(name + ", prepared")
                        .containsExactly(expected, within(ANSWER_TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void answersForABlackAndAWhiteImage(Golden golden) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = NetworkConversion.prepared(golden.network(manager, Statistics.IMAGE), manager);
            NDArray input = golden.cases().get("input_dead_64x64").toFloat32(manager);
            float[] expected =
                    golden.cases().get("dead_64x64").toFloat32(manager).toFloatArray();
            assertThat(Networks.predict(network, input)).containsExactly(expected, within(ANSWER_TOLERANCE));
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void hasTheGradientsOfPyTorch(Golden golden) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = golden.network(manager, Statistics.BATCH);
            network.freezeParameters(false);
            NDArray input = golden.cases().get("input_64x64").toFloat32(manager);
            StoredTensor stored = golden.cases().get("targets");
            NDArray targets = manager.create(stored.data().duplicate(), stored.shape(), DataType.INT64);
            long classes = network.configuration().classes();
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray logProbabilities = network.forward(new ParameterStore(manager, false), new NDList(input), true)
                        .singletonOrThrow();
                NDArray chosen =
                        logProbabilities.mul(targets.oneHot((int) classes)).sum(new int[] {1});
                collector.backward(chosen.mean().neg());
            }
            network.stateDict().forEach((name, parameter) -> assertGradient(golden, manager, name, parameter));
        }
    }

    private static void assertGradient(Golden golden, NDManager manager, String name, Parameter parameter) {
        StoredTensor stored = golden.cases().get("grad." + name);
        assertThat(parameter.getArray().getShape()).isEqualTo(stored.shape());
        float[] expected = stored.toFloat32(manager).flatten().toFloatArray();
        float[] actual = parameter.getArray().getGradient().flatten().toFloatArray();
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double magnitude = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            magnitude += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference / magnitude)).as("grad.%s", name).isLessThan(GRADIENT_TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void hasTheParametersOfTheStateDict(Golden golden) {
        assertParameters(golden, Statistics.IMAGE);
    }

    @ParameterizedTest
    @MethodSource("fixed")
    void hasTheFixedStatisticsOfTheStateDict(Golden golden) {
        assertParameters(golden, Statistics.FIXED);
    }

    private static void assertParameters(Golden golden, Statistics statistics) {
        Map<String, Parameter> parameters =
                golden.configuration(statistics).newNetwork().stateDict();
        assertThat(parameters.keySet())
                .containsExactlyInAnyOrderElementsOf(golden.weights().keySet());
        parameters.forEach((name, parameter) -> {
            Shape expected = golden.weights().get(name).shape();
            assertThat(parameter.getShape()).as(name).isEqualTo(expected);
        });
    }
}
