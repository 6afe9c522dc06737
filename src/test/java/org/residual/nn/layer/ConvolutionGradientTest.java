package org.residual.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The backward pass of a convolution, compared with sums written out in double precision. */
class ConvolutionGradientTest {
    private static final double TOLERANCE = 1e-5;

    static Stream<Arguments> grid() {
        return Stream.of(3, 8, 10, 20, 40, 48, 60, 80)
                .flatMap(in -> Stream.of(8, 16, 40)
                        .flatMap(out -> Stream.of(1, 2).map(stride -> Arguments.of(in, out, stride))));
    }

    @ParameterizedTest(name = "{0} channels to {1}, stride {2}")
    @MethodSource("grid")
    void agreesWithAPlainLoop(int in, int out, int stride) {
        for (int batch : new int[] {1, 2, 4}) {
            for (int size : new int[] {5, 16, 33}) {
                assertGradients(batch, in, out, size, stride);
            }
        }
    }

    private static void assertGradients(int batch, int in, int out, int size, int stride) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray images = manager.randomNormal(new Shape(batch, in, size, size));
            images.setRequiresGradient(true);
            Convolution convolution = new Convolution(in, out, 3, stride, false);
            Parameter weight = convolution.getDirectParameters().get("weight");
            weight.initialize(manager, DataType.FLOAT32);
            NDArray answer;
            NDArray upstream;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                answer = convolution
                        .forward(new ParameterStore(manager, false), new NDList(images), true)
                        .singletonOrThrow();
                upstream = manager.randomNormal(answer.getShape());
                collector.backward(answer.mul(upstream).sum());
            }
            int outSize = (int) answer.getShape().get(2);
            float[] x = images.toFloatArray();
            float[] w = weight.getArray().toFloatArray();
            float[] g = upstream.toFloatArray();
            double[] expectedImages = new double[x.length];
            double[] expectedWeight = new double[w.length];
            for (int b = 0; b < batch; b++) {
                for (int o = 0; o < out; o++) {
                    for (int i = 0; i < outSize * outSize; i++) {
                        double upstreamValue = g[(b * out + o) * outSize * outSize + i];
                        for (int k = 0; k < 9 * in; k++) {
                            int row = i / outSize * stride + k % 9 / 3 - 1;
                            int column = i % outSize * stride + k % 3 - 1;
                            if (row >= 0 && row < size && column >= 0 && column < size) {
                                int at = ((b * in + k / 9) * size + row) * size + column;
                                expectedImages[at] += upstreamValue * w[o * 9 * in + k];
                                expectedWeight[o * 9 * in + k] += upstreamValue * x[at];
                            }
                        }
                    }
                }
            }
            String shape = String.format(Locale.ROOT, "batch %d of %dx%d", batch, size, size);
            assertThat(relativeError(images.getGradient().toFloatArray(), expectedImages))
                    .as("gradient of the images, %s", shape)
                    .isLessThan(TOLERANCE);
            assertThat(relativeError(weight.getArray().getGradient().toFloatArray(), expectedWeight))
                    .as("gradient of the weight, %s", shape)
                    .isLessThan(TOLERANCE);
        }
    }

    private static double relativeError(float[] actual, double[] expected) {
        double difference = 0;
        double magnitude = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            magnitude += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / magnitude);
    }
}
