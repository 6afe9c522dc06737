package org.residual.onnx.exported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.engine.GraphSignature;
import org.residual.engine.GraphSignature.Answers;
import org.residual.engine.GraphSignature.Layout;
import org.residual.onnx.file.ModelLimits;
import org.residual.store.file.InvalidModelException;

/** The signatures that the files were exported with, by PyTorch or in the style of other exporters. */
class ExportedModelTest {
    private static final GraphSignature UNSAID = GraphSignature.UNSAID;

    @ParameterizedTest
    @CsvSource(textBlock = """
            torch-opset7,            input,     NCHW, FLOAT32, -1, 16, 16, logits, LOGITS
            torch-opset9,            input,     NCHW, FLOAT32, -1, 16, 16, logits, LOGITS
            torch-opset13,           input,     NCHW, FLOAT32, -1, 16, 16, logits, LOGITS
            torch-opset16,           input,     NCHW, FLOAT32, -1, 16, 16, logits, LOGITS
            torch-unfolded,          input,     NCHW, FLOAT32, -1, 16, 16, logits, LOGITS
            torch-fixed-batch,       input,     NCHW, FLOAT32,  1, 16, 16, logits, LOGITS
            torch-free-size,         input,     NCHW, FLOAT32, -1, -1, -1, logits, LOGITS
            torch-mobile,            input,     NCHW, FLOAT32, -1, -1, -1, logits, LOGITS
            torch-transformer,       input,     NCHW, FLOAT32, -1, 16, 16, logits, LOGITS
            torch-log-probabilities, input,     NCHW, FLOAT32, -1, 16, 16, output, LOG_PROBABILITIES
            torch-log-of-softmax,    input,     NCHW, FLOAT32, -1, 16, 16, output, LOG_PROBABILITIES
            torch-probabilities,     input,     NCHW, FLOAT32, -1, 16, 16, output, PROBABILITIES
            torch-nhwc,              input,     NHWC, FLOAT32, -1, -1, -1, logits, LOGITS
            torch-uint8-nhwc,        input,     NHWC, UINT8,   -1, 16, 16, logits, LOGITS
            tensorflow-like,         input_1:0, NHWC, FLOAT32, -1, 16, 16, dense,  PROBABILITIES
            float16,                 input,     NCHW, FLOAT16, -1, 16, 16, logits, LOGITS
            quantized-qdq,           image,     NCHW, FLOAT32, -1, 16, 16, logits, LOGITS
            quantized-operators,     image,     NCHW, FLOAT32, -1, 16, 16, logits, LOGITS
            mixing-mean-of-batch,    input,     NCHW, FLOAT32, -1, 16, 16, logits, LOGITS
            control-flow,            x,         NCHW, FLOAT32, -1, -1, -1, y,
            external,                input,     NCHW, FLOAT32, -1, 16, 16, logits, LOGITS
            """)
    void tellsWhatGoesInAndWhatComesOut(
            String name,
            String input,
            Layout layout,
            ElementType type,
            int batch,
            int height,
            int width,
            String output,
            Answers answers)
            throws IOException {
        ExportedSignature signature =
                ExportedFiles.read(ExportedFiles.file(name)).signature();
        assertThat(signature.input()).isEqualTo(input);
        assertThat(signature.layout()).isEqualTo(layout);
        assertThat(signature.inputType()).isEqualTo(type);
        assertThat(signature.batch().orElse(-1)).isEqualTo(batch);
        assertThat(signature.height().orElse(-1)).isEqualTo(height);
        assertThat(signature.width().orElse(-1)).isEqualTo(width);
        assertThat(signature.output()).isEqualTo(output);
        assertThat(signature.answers()).isEqualTo(Optional.ofNullable(answers));
        assertThat(signature.classes()).hasValue(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            mixing-batch-norm          | normalizes with the statistics of a batch
            mixing-softmax-over-batch  | is over the images of a batch, not over the classes
            torch-two-inputs           | it takes 'image' (float [batch, 3, 16, 16]), 'mask' (float [batch, 1, 1, 1]), but must
            torch-two-outputs          | it answers 'logits' (float [batch, 5]), 'label' (int64 [batch]): choose one
            """)
    void refusesWhatIsNoClassifierOfImages(String name, String problem) {
        assertThatThrownBy(() -> ExportedFiles.read(ExportedFiles.file(name)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith(name + ".onnx: ")
                .hasMessageContaining(problem);
    }

    @Test
    void takesTheOutputThatIsNamed() throws IOException {
        GraphSignature said = new GraphSignature(
                Optional.of("input"), Optional.of("logits"), Optional.empty(), Optional.of(Answers.PROBABILITIES));
        ExportedSignature signature = ExportedModel.read(
                        ExportedFiles.file("torch-two-outputs"), ExportedFiles.LIMITS, said)
                .signature();
        assertThat(signature.output()).isEqualTo("logits");
        assertThat(signature.answers()).contains(Answers.PROBABILITIES);
    }

    @Test
    void namesTheOutputsThatThereAreForOneThatThereIsNot() {
        GraphSignature said =
                new GraphSignature(Optional.empty(), Optional.of("scores"), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> ExportedModel.read(ExportedFiles.file("torch-opset13"), ExportedFiles.LIMITS, said))
                .hasMessage("torch-opset13.onnx: it has no output 'scores'; there is 'logits' (float [batch, 5]).");
    }

    @Test
    void namesTheInputThatThereIsForOneThatThereIsNot() {
        GraphSignature said =
                new GraphSignature(Optional.of("image"), Optional.empty(), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> ExportedModel.read(ExportedFiles.file("torch-opset13"), ExportedFiles.LIMITS, said))
                .hasMessage(
                        "torch-opset13.onnx: it has no input 'image'; there is 'input' (float [batch, 3, 16, 16]).");
    }

    @Test
    void namesTheFilesBesideThatHoldWeights() throws IOException {
        assertThat(ExportedFiles.read(ExportedFiles.file("external")).externalFiles())
                .containsExactly("model.onnx.data");
    }

    @Test
    void tellsWhoWroteItAndWithWhichVersions() throws IOException {
        ExportedModel model = ExportedModel.read(ExportedFiles.file("torch-opset16"), ExportedFiles.LIMITS, UNSAID);
        assertThat(model.producer()).isEqualTo("pytorch 1.13.0");
        assertThat(model.formatVersion()).isEqualTo(8);
        assertThat(model.operatorVersion()).isEqualTo(16);
    }

    @Test
    void doesNotCopyTheWeights() throws IOException {
        ExportedModel model = ExportedFiles.read(ExportedFiles.file("torch-opset13"));
        boolean mapped = model.model().getGraph().getInitializerList().stream()
                .allMatch(weights -> weights.getRawData().asReadOnlyByteBuffer().isDirect());
        assertThat(mapped).isTrue();
    }

    @Test
    void refusesAFileThatIsLargerThanTheLimit() {
        ModelLimits few = new ModelLimits(1_000, 16 << 20);
        assertThatThrownBy(() -> ExportedModel.read(ExportedFiles.file("torch-opset13"), few, UNSAID))
                .hasMessageMatching("torch-opset13.onnx: the file has \\d+ bytes, but the limit is 1000\\.");
    }

    @Test
    void countsTheWeightsBesideTheFileToo() {
        ModelLimits few = new ModelLimits(5_000, 16 << 20);
        assertThatThrownBy(() -> ExportedModel.read(ExportedFiles.file("external"), few, UNSAID))
                .hasMessageContaining("the weights beside the file have");
    }

    @Test
    void refusesADescriptionThatIsLargerThanTheHeapAllows() {
        ModelLimits few = new ModelLimits(1 << 20, 10_000);
        assertThatThrownBy(() -> ExportedModel.read(ExportedFiles.file("torch-transformer"), few, UNSAID))
                .hasMessageContaining("takes more than 10000 bytes of the heap, the limit");
    }
}
