package org.residual.store.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.image.preprocessing.CenterCrop;
import org.residual.image.preprocessing.ColorMode;
import org.residual.image.preprocessing.Interpolation;
import org.residual.image.preprocessing.Normalize;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;
import org.residual.nn.Architecture;
import org.residual.nn.Epsilon;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.store.file.InvalidModelException;

class DescriptorFileTest {
    private static final String MINIMAL = """
            architecture: convbnnet
            channels: [10, 20]
            classes: 3
            """;

    @TempDir
    private Path directory;

    private ModelDescriptor read(String yaml) throws IOException {
        Files.writeString(directory.resolve("model.yaml"), yaml);
        return DescriptorFile.read(directory);
    }

    @Test
    void readsEveryKey() throws IOException {
        ModelDescriptor descriptor = read("""
                # A network of ours.
                architecture: resnet
                channels: [16, 32, 64]
                classes: 10
                dropout: 0.5
                statistics: batch
                preprocessing:
                  minimum_side: 8
                  color: grayscale
                  resize:
                    shorter_side: 40
                    interpolation: bicubic
                    draft: 80
                  center_crop:
                    height: 30
                    width: 32
                  scale: 3
                  normalize:
                    mean: [0.1, 0.2, 0.3]
                    std: [1, 2, 3.5]
                tolerance: 2.0e-5
                """);
        assertThat(descriptor)
                .isEqualTo(new ModelDescriptor(
                        Architecture.RESNET,
                        List.of(16, 32, 64),
                        10,
                        0.5,
                        Statistics.BATCH,
                        new Preprocessing(
                                8,
                                ColorMode.GRAYSCALE,
                                new Resize(null, null, 40, Interpolation.BICUBIC, 80),
                                new CenterCrop(30, 32),
                                3.0,
                                new Normalize(List.of(0.1, 0.2, 0.3), List.of(1.0, 2.0, 3.5))),
                        2e-5));
    }

    @Test
    void takesTheDocumentedDefaultsForWhatIsNotSaid() throws IOException {
        ModelDescriptor descriptor = read(MINIMAL);
        assertThat(descriptor.architecture()).isEqualTo(ModelArchitecture.CONVBNNET);
        assertThat(descriptor.channels()).containsExactly(10, 20);
        assertThat(descriptor.classes()).isEqualTo(3);
        assertThat(descriptor.dropout()).isZero();
        assertThat(descriptor.statistics()).isEqualTo(Statistics.IMAGE);
        assertThat(descriptor.tolerance()).isEqualTo(1e-5);
        assertThat(descriptor.preprocessing()).isEqualTo(Preprocessing.none());
    }

    @ParameterizedTest
    @CsvSource({"1e-5, 1e-5", "1.0E-5, 1e-5", "0.00001, 1e-5", "1, 1"})
    void readsNumbersAsPeopleWriteThem(String written, double value) throws IOException {
        assertThat(read(MINIMAL + "tolerance: " + written + "\n").tolerance()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"resnet", "RESNET", "ResNet"})
    void readsNamesInAnyCase(String name) throws IOException {
        assertThat(read(MINIMAL.replace("convbnnet", name)).architecture()).isEqualTo(ModelArchitecture.RESNET);
    }

    @Test
    void readsTheLineEndsAndTheByteOrderMarkOfOtherSystems() throws IOException {
        assertThat(read("\uFEFF" + MINIMAL.replace("\n", "\r\n"))).isEqualTo(read(MINIMAL));
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                // A key: missing, unknown or given twice.
                without("architecture: convbnnet", "architecture is missing."),
                without("channels: [10, 20]", "channels is missing."),
                without("classes: 3", "classes is missing."),
                with("classes: null", "classes: 3", "classes is missing."),
                added("colour: rgb", "unknown key 'colour'"),
                added("minimumSide: 8", "unknown key 'minimumSide'"),
                added("epsilon: -1e-5", "epsilon must be at least 0 and at most 1, but is -1.0E-5."),
                added("epsilon: .nan", "not readable as YAML"),
                added("epsilon_added_to: std", "epsilon_added_to requires epsilon, which is missing."),
                added("epsilon_added_to: mean", "epsilon_added_to must be std or variance"),
                added("<<: {dropout: 0}", "unknown key '<<'"),
                added("output: logits", "output is valid with the architecture onnx only."),
                added("input_name: pixels", "input_name is valid with the architecture onnx only."),
                exported("channels: [10, 20]", "channels is valid with the architecture resnet and convbnnet only."),
                exported("dropout: 0.5", "dropout is valid with the architecture resnet and convbnnet only."),
                exported("epsilon: 1e-5", "epsilon is valid with the architecture resnet and convbnnet only."),
                exported("input_name: 3", "input_name must be a text, but is 3."),
                added("preprocessing: {resize: {heigth: 3, width: 4}}", "unknown key 'preprocessing.resize.heigth'"),
                added("classes: 4", "'classes' is given twice"),
                added("preprocessing: {scale: 1, scale: 2}", "'scale' is given twice"),
                // A value of the wrong type.
                with("classes: ten", "classes: 3", "classes must be a whole number within 64 bits, but is \"ten\"."),
                with("classes: '3'", "classes: 3", "classes must be"),
                with("classes: 3.0", "classes: 3", "classes must be"),
                with("classes: 3.5", "classes: 3", "classes must be"),
                with("classes: true", "classes: 3", "classes must be"),
                with("classes: [3]", "classes: 3", "classes must be"),
                with("classes: {a: 3}", "classes: 3", "classes must be"),
                with("classes: 99999999999999999999", "classes: 3", "classes must be"),
                with("channels: 16", "channels: [10, 20]", "channels must be a list such as [16, 32], but is 16."),
                with("channels: 10, 20", "channels: [10, 20]", "channels must be a list"),
                with("channels: {}", "channels: [10, 20]", "channels must be a list"),
                with("channels: [10, x]", "channels: [10, 20]", "channels[1] must be a whole number"),
                with("channels: [10, null]", "channels: [10, 20]", "channels[1] must be a whole number"),
                with("channels: [10, 1.5]", "channels: [10, 20]", "channels[1] must be a whole number"),
                with("channels: [[10, 20]]", "channels: [10, 20]", "channels[0] must be a whole number"),
                with("architecture: vgg", "architecture: convbnnet", "architecture must be resnet or convbnnet"),
                with("architecture: 0", "architecture: convbnnet", "architecture must be resnet or convbnnet"),
                with("architecture: ''", "architecture: convbnnet", "architecture must be resnet or convbnnet"),
                with("architecture: [resnet]", "architecture: convbnnet", "architecture must be resnet or convbnnet"),
                with("architecture: !!javax.script.ScriptEngineManager []", "architecture: convbnnet", "architecture"),
                added("statistics: running", "statistics must be image or batch or fixed, but is \"running\"."),
                added("dropout: much", "dropout must be a number, but is \"much\"."),
                added("tolerance: [1]", "tolerance must be a number"),
                added("preprocessing: 3", "preprocessing must be a mapping"),
                added("preprocessing: []", "preprocessing must be a mapping"),
                added("preprocessing: ''", "preprocessing must be a mapping"),
                added("preprocessing: {color: sepia}", "preprocessing.color must be rgb or grayscale"),
                added("preprocessing: {scale: big}", "preprocessing.scale must be a number"),
                added("preprocessing: {minimum_side: 8.5}", "preprocessing.minimum_side must be a whole number"),
                added(
                        "preprocessing: {resize: {height: 3, width: 3, interpolation: lanczos}}",
                        "preprocessing.resize.interpolation must be nearest or bilinear or bicubic"),
                added(
                        "preprocessing: {normalize: {mean: [0, 0, 0], std: [1, x, 1]}}",
                        "preprocessing.normalize.std[1]"),
                // A value out of its range.
                with("channels: []", "channels: [10, 20]", "channels must list"),
                with("channels: [10]", "channels: [10, 20]", "channels must list"),
                with("channels: [10, 0]", "channels: [10, 20]", "channels must be 1 to"),
                with("channels: [10, -4]", "channels: [10, 20]", "channels must be 1 to"),
                with("channels: [10, 1000000]", "channels: [10, 20]", "channels must be 1 to"),
                with("classes: 0", "classes: 3", "classes must be 1 to 1000000, but is 0."),
                with("classes: 2000000", "classes: 3", "classes must be 1 to"),
                added("dropout: 0.5", "only the resnet has a dropout."),
                added("dropout: -0.5", "dropout must be at least 0"),
                added("tolerance: 0", "tolerance must be more than 0"),
                added("tolerance: -1", "tolerance must be more than 0"),
                added("tolerance: 2", "tolerance must be more than 0 and at most 1.0, but is 2.0."),
                added("preprocessing: {minimum_side: 0}", "minimum_side must be from 1 to"),
                added("preprocessing: {scale: 0}", "preprocessing: scale must be a positive number"),
                added("preprocessing: {resize: {height: 3}}", "either a height and a width, or a shorter_side"),
                added("preprocessing: {resize: {}}", "either a height and a width, or a shorter_side"),
                added(
                        "preprocessing: {resize: {height: 3, width: 3, shorter_side: 3}}",
                        "either a height and a width, or a shorter_side"),
                added("preprocessing: {resize: {shorter_side: 0}}", "preprocessing.resize: shorter_side must be"),
                added(
                        "preprocessing: {resize: {shorter_side: 40, draft: 39}}",
                        "preprocessing.resize: draft must be at least 40, the size after the resize, not 39."),
                added(
                        "preprocessing: {minimum_side: 50, resize: {shorter_side: 40, draft: 49}}",
                        "preprocessing: draft must be at least minimum_side, 50, not 49."),
                added("preprocessing: {center_crop: {height: 3}}", "preprocessing.center_crop.width is missing."),
                added("preprocessing: {center_crop: {height: 3, width: 0}}", "width must be from 1 to"),
                added("preprocessing: {normalize: {mean: [0, 0, 0], std: [0, 1, 1]}}", "std must not be 0"),
                added("preprocessing: {normalize: {mean: [0, 0], std: [1, 1, 1]}}", "mean must be three numbers"),
                added("preprocessing: {normalize: {mean: [0, 0, 0]}}", "std must be three numbers"),
                // No descriptor at all.
                Arguments.of("", "the file must be a mapping of keys to values, but is empty."),
                Arguments.of("null", "the file must be a mapping"),
                Arguments.of("[]", "the file must be a mapping"),
                Arguments.of("hello", "the file must be a mapping"),
                Arguments.of("a: b: c", "not readable as YAML: mapping values are not allowed here (line 1)."),
                Arguments.of("architecture: [", "not readable as YAML"),
                Arguments.of("\tclasses: 3", "not readable as YAML"),
                Arguments.of("? [a, b]\n: c\n", "not readable as YAML"),
                Arguments.of("%YAML 9.1\n---\n" + MINIMAL, "not readable as YAML"),
                Arguments.of(MINIMAL + "dropout: .nan\n", "(line 4)"),
                Arguments.of(MINIMAL + "\0", "not readable as YAML"),
                Arguments.of(MINIMAL + "---\n" + MINIMAL, "holds more than one document."));
    }

    private static Arguments without(String line, String reason) {
        return Arguments.of(MINIMAL.replace(line, ""), reason);
    }

    private static Arguments with(String line, String instead, String reason) {
        return Arguments.of(MINIMAL.replace(instead, line), reason);
    }

    private static Arguments exported(String line, String reason) {
        return Arguments.of("architecture: onnx\nclasses: 3\n" + line + "\n", reason);
    }

    private static Arguments added(String line, String reason) {
        return Arguments.of(MINIMAL + line + "\n", reason);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void saysWhatIsWrongInTheWordsOfTheFile(String yaml, String reason) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("model.yaml: ")
                .hasMessageContaining(reason)
                .hasMessageEndingWith(".")
                .message()
                .doesNotContain("\n")
                .doesNotContain("shorterSide", "centerCrop")
                .doesNotContain("java.", "org.residual", "jackson", "Cannot", "null:", "[Source", "JsonToken");
    }

    @Test
    void refusesAnAliasBombWithoutBlowingItUp() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(String.format(
                    Locale.ROOT, "a%d: &a%d [%s]\n", i, i, String.join(", ", Collections.nCopies(9, alias))));
        }
        assertThatThrownBy(() -> read(bomb.toString()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("unknown key 'a0'");
    }

    @Test
    void refusesDeepNesting() {
        assertThatThrownBy(() -> read(MINIMAL + "preprocessing: " + "[".repeat(30_000)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void refusesAFileTooLargeForADescriptor() {
        assertThatThrownBy(() -> read(MINIMAL + "#".repeat(65_536)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("model.yaml: larger than 65536 bytes.");
    }

    @Test
    void quotesOfALongValueNoMoreThanItsBeginning() {
        assertThatThrownBy(() -> read(MINIMAL + "statistics: " + "x".repeat(60_000)))
                .isInstanceOf(InvalidModelException.class)
                .message()
                .hasSizeLessThan(200);
    }

    @Test
    void refusesAFileThatIsNotUtf8() throws IOException {
        Files.write(directory.resolve("model.yaml"), (MINIMAL + "# é").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> DescriptorFile.read(directory))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("model.yaml: not UTF-8.");
    }

    @Test
    void leavesAMissingFileToTheCaller() {
        assertThatThrownBy(() -> DescriptorFile.read(directory)).isInstanceOf(NoSuchFileException.class);
    }

    static Stream<ModelDescriptor> descriptors() {
        return Stream.of(
                new ModelDescriptor(Architecture.CONVBNNET, List.of(1, 2), 1, null, null, null, null),
                ModelDescriptor.of(
                        new NetworkConfiguration(Architecture.CONVBNNET, List.of(1, 2), 1, 0, Statistics.FIXED)
                                .with(new Epsilon(1e-5, Epsilon.AddedTo.VARIANCE)),
                        null,
                        null),
                new ModelDescriptor(
                        Architecture.RESNET,
                        List.of(16, 32, 64, 128, 256),
                        10,
                        0.5,
                        Statistics.BATCH,
                        new Preprocessing(
                                8,
                                ColorMode.GRAYSCALE,
                                Resize.exactly(30, 40, Interpolation.NEAREST),
                                new CenterCrop(20, 21),
                                1 / 3.0,
                                new Normalize(List.of(0.1, -0.2, 1e-9), List.of(1.0, 2.0, 3e20))),
                        1e-4));
    }

    @ParameterizedTest
    @MethodSource("descriptors")
    void readsBackWhatItWrote(ModelDescriptor descriptor) throws IOException {
        DescriptorFile.write(directory, descriptor);
        assertThat(DescriptorFile.read(directory)).isEqualTo(descriptor);
    }

    @Test
    void writesAFileThatIsGoodToRead() throws IOException {
        DescriptorFile.write(
                directory,
                new ModelDescriptor(
                        Architecture.RESNET,
                        List.of(16, 32),
                        10,
                        0.5,
                        null,
                        new Preprocessing(
                                8,
                                null,
                                Resize.exactly(32, 32, null),
                                null,
                                null,
                                new Normalize(List.of(0.5, 0.5, 0.5), List.of(1.0, 2.0, 3.0))),
                        null));
        assertThat(directory.resolve("model.yaml")).hasContent("""
                        architecture: resnet
                        channels: [16, 32]
                        classes: 10
                        dropout: 0.5
                        statistics: image
                        preprocessing:
                          minimum_side: 8
                          color: rgb
                          resize:
                            height: 32
                            width: 32
                            interpolation: bilinear
                          scale: 1.0
                          normalize:
                            mean: [0.5, 0.5, 0.5]
                            std: [1.0, 2.0, 3.0]
                        tolerance: 1.0E-5
                        """);
    }
}
