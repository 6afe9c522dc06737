package org.residual.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.nn.Networks;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.ReferenceNetwork.Tensor;

class ConvolutionTest {

    static Stream<Arguments> grid() {
        return IntStream.of(3, 16, 17, 20, 24, 40, 60, 64)
                .boxed()
                .flatMap(in -> Stream.of(16, 20, 40)
                        .flatMap(out -> Stream.of(1, 2).map(stride -> Arguments.of(in, out, stride))));
    }

    @ParameterizedTest(name = "{0} channels to {1}, stride {2}")
    @MethodSource("grid")
    void agreesWithAPlainLoopForEveryBatchAndSize(int in, int out, int stride) {
        for (int batch : new int[] {1, 2, 4, 8}) {
            // 33x33 with 20 channels and more is beyond the size at which single images went wrong.
            for (int[] size : new int[][] {{4, 4}, {7, 13}, {33, 33}}) {
                if (batch == 8 && size[0] == 33) {
                    continue;
                }
                Random random = new Random(in + 31L * out + batch);
                Tensor images = Tensor.gaussian(random, batch, in, size[0], size[1]);
                Tensor kernels = Tensor.gaussian(random, out, in, 3, 3);
                Tensor expected = ReferenceNetwork.convolve(images, kernels, null, stride);
                assertThat(convolve(images, kernels, stride))
                        .as("batch %d of %dx%d", batch, size[0], size[1])
                        .usingElementComparator((actual, wanted) -> Math.abs(actual - wanted) < 1e-3 ? 0 : 1)
                        .containsExactly(expected.toFloats());
            }
        }
    }

    private static float[] convolve(Tensor images, Tensor kernels, int stride) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Convolution convolution = new Convolution(images.size(1), kernels.size(0), 3, stride, false);
            Parameter weight = convolution.getDirectParameters().get("weight");
            weight.setInitializer((owner, shape, type) -> Networks.array(owner, kernels));
            weight.initialize(manager, DataType.FLOAT32);
            NDArray answer = convolution
                    .forward(new ParameterStore(manager, false), new NDList(Networks.array(manager, images)), false)
                    .singletonOrThrow();
            assertThat(answer.getShape())
                    .isEqualTo(convolution
                            .getOutputShapes(new Shape[] {
                                new Shape(images.size(0), images.size(1), images.size(2), images.size(3))
                            })[0]);
            return answer.toFloatArray();
        }
    }
}
