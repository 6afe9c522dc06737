package org.residual.onnx.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.engine.Batches;
import org.residual.engine.Weights;
import org.residual.nn.Golden;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.onnx.runtime.GraphSession;
import org.residual.onnx.schema.ModelProto;
import org.residual.store.tensor.StoredTensor;

/** The graphs, run by ONNX Runtime, compared with PyTorch in float64. */
class GoldenGraphTest {
    private static final float TOLERANCE = 1e-5f;
    private static final int LARGEST_BATCH = 16;

    /** Images, and PyTorch's answer for each. */
    private record Case(StoredTensor images, StoredTensor answers) {}

    static Stream<Golden> ofEachImage() throws IOException {
        return Golden.all();
    }

    static Stream<Golden> fixed() throws IOException {
        return Golden.fixed();
    }

    @ParameterizedTest
    @MethodSource("ofEachImage")
    void answersAsPyTorchDoesForEachImageAlone(Golden golden) {
        Map<String, Case> cases = cases(golden, "image_");
        cases.put(
                "dead_64x64",
                new Case(golden.cases().get("input_dead_64x64"), golden.cases().get("dead_64x64")));
        assertAnswers(golden, Statistics.IMAGE, cases);
    }

    @ParameterizedTest
    @MethodSource("fixed")
    void answersAsPyTorchDoesWithFixedStatistics(Golden golden) {
        assertAnswers(golden, Statistics.FIXED, cases(golden, "fixed_"));
    }

    private static Map<String, Case> cases(Golden golden, String prefix) {
        Map<String, Case> cases = new LinkedHashMap<>();
        golden.cases().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                String size = name.substring(prefix.length());
                cases.put(size, new Case(golden.cases().get("input_" + size), tensor));
            }
        });
        return cases;
    }

    private static void assertAnswers(Golden golden, Statistics statistics, Map<String, Case> cases) {
        assertThat(cases).isNotEmpty();
        NetworkConfiguration configuration = golden.configuration(statistics);
        Weights weights =
                (name, into) -> into.asFloatBuffer().put(floats(golden.weights().get(name)));
        ModelProto any = NetworkGraph.ofAnySize(configuration, weights);
        cases.forEach((name, expected) -> {
            Shape shape = expected.images.shape();
            Extent extent = new Extent((int) shape.get(2), (int) shape.get(3));
            ModelProto one = NetworkGraph.of(configuration, weights, extent);
            for (Map.Entry<String, ModelProto> graph :
                    List.of(Map.entry("for this size", one), Map.entry("for any size", any))) {
                try (GraphSession session = new GraphSession(graph.getValue())) {
                    for (int images = 1; images <= LARGEST_BATCH; images++) {
                        assertThat(session.run(Batches.of(
                                        repeated(expected.images, images), images, extent.height(), extent.width())))
                                .as("%s, %s, %d images", name, graph.getKey(), images)
                                .containsExactly(repeated(expected.answers, images), within(TOLERANCE));
                    }
                }
            }
        });
    }

    /** That many of a tensor's rows, repeated if it has fewer. */
    private static float[] repeated(StoredTensor tensor, int rows) {
        float[] all = floats(tensor);
        int each = all.length / (int) tensor.shape().get(0);
        float[] some = new float[rows * each];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[i % all.length];
        }
        return some;
    }

    private static float[] floats(StoredTensor tensor) {
        FloatBuffer values =
                tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
    }
}
