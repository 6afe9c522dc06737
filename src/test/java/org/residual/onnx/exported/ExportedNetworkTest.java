package org.residual.onnx.exported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.engine.GraphSignature;
import org.residual.engine.GraphSignature.Answers;
import org.residual.engine.ImageBatch;
import org.residual.engine.StoredNetwork;
import org.residual.nn.InputTooSmallException;
import org.residual.store.file.InvalidModelException;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/** Compared with PyTorch in float64 for the same images. */
class ExportedNetworkTest {
    private static final int SIDE = 16;
    private static final int IMAGES = 3;
    private static final int CLASSES = 5;

    private final Map<String, StoredTensor> expected;

    ExportedNetworkTest() throws IOException {
        expected = Safetensors.map(ExportedFiles.FOLDER.resolve("expected.safetensors"));
    }

    private static ExportedNetwork network(String name, GraphSignature said) throws IOException {
        return ExportedNetwork.of(
                new StoredNetwork.Exported(ExportedFiles.file(name), said, CLASSES), ExportedFiles.LIMITS);
    }

    private static GraphSignature saying(String output, Answers answers) {
        return new GraphSignature(
                Optional.empty(), Optional.ofNullable(output), Optional.empty(), Optional.ofNullable(answers));
    }

    private ImageBatch images(String name, int first, int count) {
        ByteBuffer all =
                ByteBuffer.allocateDirect(ImageBatch.bytes(IMAGES, SIDE, SIDE)).order(ByteOrder.nativeOrder());
        if (name.contains("uint8")) {
            ByteBuffer whole = expected.get("images_uint8").data().duplicate();
            FloatBuffer values = all.asFloatBuffer();
            while (whole.hasRemaining()) {
                values.put(whole.get() & 0xff);
            }
        } else {
            expected.get("images").copyTo(all);
        }
        int bytes = ImageBatch.bytes(1, SIDE, SIDE);
        ByteBuffer some = all.clear().slice(first * bytes, count * bytes).order(ByteOrder.nativeOrder());
        return new ImageBatch(some, count, SIDE, SIDE);
    }

    private float[] answers(String name) {
        ByteBuffer answers = ByteBuffer.allocate(IMAGES * CLASSES * Float.BYTES).order(ByteOrder.nativeOrder());
        expected.get(name).copyTo(answers);
        float[] values = new float[IMAGES * CLASSES];
        answers.clear().asFloatBuffer().get(values);
        return values;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            torch-opset7, 1e-6
            torch-opset9, 1e-6
            torch-opset13, 1e-6
            torch-opset16, 1e-6
            torch-unfolded, 1e-6
            torch-fixed-batch, 1e-6
            torch-free-size, 1e-6
            torch-mobile, 1e-6
            torch-transformer, 1e-6
            torch-log-probabilities, 1e-6
            torch-log-of-softmax, 1e-6
            torch-probabilities, 1e-6
            torch-nhwc, 1e-6
            torch-uint8-nhwc, 1e-6
            tensorflow-like, 1e-6
            quantized-qdq, 1e-6
            quantized-operators, 1e-6
            external, 1e-6
            float16, 1e-3
            """)
    void answersAsPyTorchDoes(String name, float tolerance) throws IOException {
        float[] answers = answers(name);
        try (ExportedNetwork network = network(name, GraphSignature.UNSAID)) {
            assertThat(network.logProbabilities(images(name, 0, IMAGES))).containsExactly(answers, within(tolerance));
            for (int i = 0; i < IMAGES; i++) {
                float[] alone = java.util.Arrays.copyOfRange(answers, i * CLASSES, (i + 1) * CLASSES);
                assertThat(network.logProbabilities(images(name, i, 1))).containsExactly(alone, within(tolerance));
            }
        }
    }

    @Test
    void servesTheOutputThatIsNamed() throws IOException {
        try (ExportedNetwork network = network("torch-two-outputs", saying("logits", null))) {
            assertThat(network.logProbabilities(images("torch-two-outputs", 0, IMAGES)))
                    .containsExactly(answers("torch-two-outputs"), within(1e-6f));
        }
    }

    @Test
    void makesOfTheOutputWhatIsSaidOfIt() throws IOException {
        try (ExportedNetwork network = network("control-flow", saying(null, Answers.LOGITS))) {
            assertThat(network.logProbabilities(images("control-flow", 0, IMAGES)))
                    .containsExactly(answers("control-flow"), within(1e-6f));
        }
    }

    @Test
    void asksWhatTheOutputIsWhereTheGraphDoesNotTell() {
        assertThatThrownBy(() -> network("control-flow", GraphSignature.UNSAID))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("control-flow.onnx does not show whether it answers logits, probabilities or"
                        + " log_probabilities: set output in model.yaml.");
    }

    @Test
    void refusesAnotherNumberOfClasses() {
        StoredNetwork.Exported stored =
                new StoredNetwork.Exported(ExportedFiles.file("torch-opset13"), GraphSignature.UNSAID, 4);
        assertThatThrownBy(() -> ExportedNetwork.of(stored, ExportedFiles.LIMITS))
                .hasMessage("torch-opset13.onnx answers 5 classes, but there are to be 4.");
    }

    @Test
    void refusesImagesOfAnotherSize() throws IOException {
        try (ExportedNetwork network = network("torch-opset13", GraphSignature.UNSAID)) {
            assertThatThrownBy(() -> network.activationBytes(1, 24, 16))
                    .isInstanceOf(InputTooSmallException.class)
                    .hasMessage("The graph takes only images of 16x16 pixels, not of 24x16.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void knowsWhatMemoryItTakes(int images) throws IOException {
        try (ExportedNetwork network = network("torch-free-size", GraphSignature.UNSAID)) {
            // The images, 3 channels, and the output of the first convolution, 4 of half the size each way.
            long atLeast = (3L * 32 * 32 + 4L * 16 * 16) * Float.BYTES * images;
            assertThat(network.activationBytes(images, 32, 32)).isBetween(atLeast, 2 * atLeast);
        }
    }
}
