package org.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.nn.ReferenceNetwork.Tensor;
import org.residual.nn.layer.Convolution;

/** Kernels and images of random values around 0, so that no missing border goes unnoticed. */
class FusedStemTest {
    private final NDManager manager = NDManager.newBaseManager();
    private final Random random = new Random(1);

    @AfterEach
    void close() {
        manager.close();
    }

    private Convolution convolution(Tensor kernels, Tensor offsets, int stride) {
        Convolution convolution =
                new Convolution(kernels.size(1), kernels.size(0), kernels.size(2), stride, offsets != null);
        set(convolution, "weight", kernels);
        if (offsets != null) {
            set(convolution, "bias", offsets);
        }
        return convolution;
    }

    private void set(Convolution convolution, String name, Tensor value) {
        Parameter parameter = convolution.getDirectParameters().get(name);
        parameter.setInitializer((owner, shape, type) -> Networks.array(owner, value));
        parameter.initialize(manager, DataType.FLOAT32);
    }

    private Optional<FusedStem> stem(int middle, int out) {
        return FusedStem.of(
                manager,
                convolution(Tensor.gaussian(random, middle, 3, 5, 5), Tensor.gaussian(random, middle), 1)
                        .kernels(),
                convolution(Tensor.gaussian(random, out, middle, 3, 3), null, 2).kernels());
    }

    @ParameterizedTest(name = "{0} images of {1}x{2}, {3} channels, then {4}")
    @CsvSource({
        "1, 128, 128, 16, 32",
        "3, 64, 96, 16, 32",
        "2, 96, 64, 32, 16",
        "16, 40, 40, 16, 32",
        "1, 2, 4096, 16, 16",
        "1, 4096, 2, 16, 16",
        "600, 4, 4, 16, 16",
    })
    void answersWhatOneConvolutionAnswersAfterTheOther(int batch, int height, int width, int middle, int out) {
        Tensor first = Tensor.gaussian(random, middle, 3, 5, 5);
        Tensor offsets = Tensor.gaussian(random, middle);
        Tensor second = Tensor.gaussian(random, out, middle, 3, 3);
        Tensor secondOffsets = Tensor.gaussian(random, out);
        FusedStem stem = FusedStem.of(
                        manager,
                        convolution(first, offsets, 1).kernels(),
                        convolution(second, secondOffsets, 2).kernels())
                .orElseThrow();
        Tensor images = Tensor.gaussian(random, batch, 3, height, width);
        Tensor expected = ReferenceNetwork.convolve(
                ReferenceNetwork.convolve(images, first, offsets, 1), second, secondOffsets, 2);
        NDArray answer = stem.convolve(Networks.array(manager, images));
        assertThat(answer.getShape()).isEqualTo(new Shape(batch, out, height / 2, width / 2));
        // Sums of a thousand terms of up to a hundred.
        assertThat(answer.toFloatArray()).containsExactly(expected.toFloats(), within(2e-3f));
    }

    @ParameterizedTest(name = "{0} images of {1}x{2}")
    @CsvSource({
        "1, 128, 128, true",
        "1, 64, 128, true",
        "2, 64, 64, true",
        "1, 64, 126, false",
        "1, 129, 128, false",
        "1, 128, 129, false",
        "1, 32, 32, false",
    })
    void suitsImagesOfEvenSidesThatAreLargeEnoughTogether(int batch, int height, int width, boolean suits) {
        assertThat(FusedStem.suits(new Shape(batch, 3, height, width))).isEqualTo(suits);
    }

    @Test
    void isThereOnlyWhereItSavesWork() {
        assertThat(stem(16, 32)).isPresent();
        assertThat(stem(48, 48)).isPresent();
        assertThat(stem(16, 256)).isEmpty();
        assertThat(stem(2, 16)).isEmpty();
    }
}
