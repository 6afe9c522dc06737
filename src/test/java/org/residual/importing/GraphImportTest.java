package org.residual.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.ResidualApplication;
import org.residual.engine.GraphSignature.Answers;
import org.residual.image.pixel.Size;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;

/** Graphs exported by PyTorch and others, compared with PyTorch's answers. */
class GraphImportTest {
    private static final Path EXPORTED = Path.of("src/test/resources/exported");
    private static final int BAD_FILE = 1;
    private static final int WRONG_USAGE = 2;

    @TempDir
    private Path directory;

    private StringWriter out;
    private StringWriter err;

    private int importFrom(Path graph, String... more) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> arguments =
                new ArrayList<>(List.of(graph.toString(), "--model=net", "--store=" + directory.resolve("store")));
        arguments.addAll(List.of(more));
        return ResidualApplication.commandLine(new ImportCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    private int importNamed(String name, String... more) {
        return importFrom(EXPORTED.resolve(name + ".onnx"), more);
    }

    private String knownAnswer(String name) throws IOException {
        Map<String, StoredTensor> expected = Safetensors.map(EXPORTED.resolve("expected.safetensors"));
        Path file = directory.resolve("answers.safetensors");
        Safetensors.write(file, Map.of("input", expected.get("images"), "log_probabilities", expected.get(name)));
        return "--known-answer=" + file;
    }

    private Path version() {
        return directory.resolve("store/net/1");
    }

    private ModelDescriptor descriptor() throws IOException {
        return DescriptorFile.read(version());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch-opset7",
                "torch-opset16",
                "torch-fixed-batch",
                "torch-mobile",
                "torch-transformer",
                "torch-log-probabilities",
                "torch-probabilities",
                "torch-nhwc",
                "tensorflow-like",
                "quantized-qdq",
                "float16"
            })
    void makesAVersionThatAnswersAsPyTorchDoes(String name) throws IOException {
        int code = importNamed(name, knownAnswer(name));
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        try (ReadyVersion version = new VersionLoader(4).load(VersionFolder.at(version()))) {
            assertThat(version.descriptor().classes()).isEqualTo(5);
            assertThat(version.knownAnswerError()).isLessThan(1e-3);
        }
    }

    @Test
    void tellsWhatItUnderstood() throws IOException {
        importNamed("tensorflow-like", knownAnswer("tensorflow-like"));
        assertThat(out.toString().lines())
                .startsWith(
                        "onnx, by tf2onnx, opset 13: 5 classes",
                        "input 'input_1:0': nhwc, float32, batches of images of 16x16 pixels",
                        "output 'dense': probabilities",
                        "images become 16x16 pixels, values of 0 to 1");
        assertThat(out.toString()).contains("known answer reproduced to ", "the tolerance is 1e-04");
    }

    @Test
    void keepsWhatItAnswersHereWhereNoAnswerIsKnown() {
        assertThat(importNamed("torch-opset13")).isZero();
        assertThat(out.toString()).contains("no --known-answer: used this machine's answers for 8 noise images");
        new VersionLoader(4).load(VersionFolder.at(version())).close();
    }

    @Test
    void imagesMayBeMadeWiderThanHigh() throws IOException {
        assertThat(importNamed("torch-free-size", "--size=24x32")).isZero();
        assertThat(descriptor().preprocessing().outputSize()).contains(new Size(24, 32));
        assertThat(out.toString())
                .contains("images of any size" + System.lineSeparator(), "images become 24x32 pixels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"24x", "x24", "0", "-1", "24x32x3", "24*32", "1e3"})
    void refusesWhatIsNoSize(String size) {
        assertThat(importNamed("torch-free-size", "--size=" + size)).isEqualTo(WRONG_USAGE);
        assertThat(err.toString())
                .contains("'" + size + "' is not a valid size: use a number of pixels, such as 224, or");
    }

    @Test
    void bringsTheWeightsBesideTheFileAlong() {
        assertThat(importFrom(EXPORTED.resolve("external/model.onnx"))).isZero();
        assertThat(version().resolve("model.onnx.data"))
                .hasSameBinaryContentAs(EXPORTED.resolve("external/model.onnx.data"));
    }

    /** The last bit of a weight, which no known answer could distinguish from rounding. */
    @Test
    void theChecksumGuardsTheWeightsBesideTheFile() throws IOException {
        assertThat(importFrom(EXPORTED.resolve("external/model.onnx"))).isZero();
        Path data = version().resolve("model.onnx.data");
        byte[] weights = Files.readAllBytes(data);
        weights[0] ^= 1;
        Files.write(data, weights);
        assertThatThrownBy(() -> new VersionLoader(4).load(VersionFolder.at(version())))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("model.onnx.data does not match the SHA-256 in weights.sha256");
    }

    @Test
    void findsOutWhatTheOutputIsByItsNumbers() throws IOException {
        assertThat(importNamed("control-flow", "--size=16", knownAnswer("control-flow")))
                .isZero();
        assertThat(descriptor().signature().answers()).contains(Answers.LOGITS);
    }

    @Test
    void givesBytesToAGraphThatTakesBytes() throws IOException {
        assertThat(importNamed("torch-uint8-nhwc")).isZero();
        assertThat(descriptor().preprocessing().scale()).isEqualTo(255);
        assertThat(out.toString()).contains("images become 16x16 pixels, values of 0 to 255");
    }

    @Test
    void servesTheOutputThatIsNamed() throws IOException {
        assertThat(importNamed("torch-two-outputs")).isEqualTo(BAD_FILE);
        assertThat(err.toString()).contains("--output-name");
        assertThat(importNamed("torch-two-outputs", "--output-name=logits", knownAnswer("torch-two-outputs")))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mixing-mean-of-batch      | mixes the images of a batch
            mixing-batch-norm         | normalizes with the statistics of a batch
            mixing-softmax-over-batch | is over the images of a batch
            torch-two-inputs          | must take images alone
            """)
    void refusesWhatCannotBeServed(String name, String problem) {
        assertThat(importNamed(name)).isEqualTo(BAD_FILE);
        assertThat(err.toString()).contains(problem);
        assertThat(version()).doesNotExist();
    }

    @Test
    void refusesAGraphThatAnswersOtherwise() throws IOException {
        assertThat(importNamed("torch-opset13", knownAnswer("torch-opset16"))).isEqualTo(BAD_FILE);
        assertThat(err.toString()).contains("known answer");
        assertThat(version()).doesNotExist();
    }

    @Test
    void refusesAFileThatIsNamedAsAGraphAlone() throws IOException {
        Path file =
                Files.writeString(directory.resolve("model.onnx"), "<!DOCTYPE html><html><title>404</title></html>");
        assertThat(importFrom(file)).isEqualTo(BAD_FILE);
        assertThat(err.toString()).contains("this is an HTML page: download the file itself");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            torch-opset13    | --size=24        | takes images of 16x16 pixels, not of 24x24
            torch-opset13    | --epsilon=1e-5   | An ONNX model is served as it is
            torch-opset13    | --prefix=model.  | An ONNX model is served as it is
            torch-uint8-nhwc | --scale=2        | takes unchanged bytes of 0 to 255
            """)
    void refusesOptionsThatDoNotFit(String name, String option, String problem) {
        assertThat(importNamed(name, option)).isEqualTo(WRONG_USAGE);
        assertThat(err.toString()).contains(problem);
    }

    @Test
    void refusesOptionsOfGraphsForWeights() {
        assertThat(importFrom(Path.of("src/test/resources/checkpoints/network.pt"), "--layout=nhwc"))
                .isEqualTo(WRONG_USAGE);
        assertThat(err.toString()).contains("require an ONNX model");
    }
}
