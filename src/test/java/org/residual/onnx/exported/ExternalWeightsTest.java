package org.residual.onnx.exported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.ModelProto;
import org.residual.onnx.schema.StringStringEntryProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.store.file.InvalidModelException;

class ExternalWeightsTest {
    private static final String DATA = "model.onnx.data";

    @TempDir
    private Path store;

    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        folder = Files.createDirectory(store.resolve("version"));
        Files.copy(ExportedFiles.FOLDER.resolve("external").resolve(DATA), folder.resolve(DATA));
    }

    private Path modelWith(String key, String value) throws IOException {
        ModelProto.Builder model = ExportedFiles.proto("external").toBuilder();
        TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilderList().stream()
                .filter(candidate -> candidate.getExternalDataCount() > 0)
                .findFirst()
                .orElseThrow();
        for (int i = tensor.getExternalDataCount() - 1; i >= 0; i--) {
            if (tensor.getExternalData(i).getKey().equals(key)) {
                tensor.removeExternalData(i);
            }
        }
        tensor.addExternalData(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
        return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "/etc/passwd",
                "version/../../secret",
                "..",
                ".",
                "",
                "a\\b",
                "C:secret",
                "sub/weights",
                "*/_ORT_MEM_ADDR_/*"
            })
    void refusesFilesOutsideOfTheFolder(String location) throws IOException {
        Files.writeString(store.resolve("secret"), "x".repeat(10_000));
        Path file = modelWith("location", location);
        assertThatThrownBy(() -> ExportedFiles.read(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("weights may only lie in files in the folder of the model itself");
    }

    @Test
    void refusesALinkOutOfTheFolder() throws IOException {
        Files.writeString(store.resolve("secret"), "x".repeat(10_000));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("../secret"));
        Path file = modelWith("location", "link");
        assertThatThrownBy(() -> ExportedFiles.read(file)).hasMessageContaining("a link out of the model's folder");
    }

    @Test
    void followsALinkInTheFolderAsKubernetesMountsFiles() throws IOException {
        Files.createDirectory(folder.resolve("..data"));
        Files.move(folder.resolve(DATA), folder.resolve("..data").resolve(DATA));
        Files.createSymbolicLink(folder.resolve(DATA), Path.of("..data", DATA));
        Path file = modelWith("location", DATA);
        assertThat(ExportedFiles.read(file).externalFiles()).containsExactly(DATA);
    }

    @Test
    void refusesWhatIsNoFile() throws IOException {
        Files.createDirectory(folder.resolve("folder"));
        Path file = modelWith("location", "folder");
        assertThatThrownBy(() -> ExportedFiles.read(file)).hasMessageContaining("which is not a regular file");
    }

    @Test
    void asksForAFileThatIsMissing() throws IOException {
        Path file = modelWith("location", "forgotten.data");
        assertThatThrownBy(() -> ExportedFiles.read(file))
                .hasMessageContaining("'forgotten.data', which is missing beside the model: copy that file there");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            offset   | 999999             | reaches beyond the end of 'model.onnx.data'
            offset   | 999999999999999999 | reaches beyond the end of 'model.onnx.data'
            offset   | -4                 | which is not a whole number
            offset   | 4e2                | which is not a whole number
            length   | 4                  | but its dimensions make
            protocol | http               | declares the place of its numbers with 'protocol'
            """)
    void refusesPlacesThatAreNotInTheFile(String key, String value, String problem) throws IOException {
        Path file = modelWith(key, value);
        assertThatThrownBy(() -> ExportedFiles.read(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesConstantsInOtherFiles() throws IOException {
        TensorProto elsewhere = ExportedFiles.proto("external").getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getExternalDataCount() > 0)
                .findFirst()
                .orElseThrow();
        ModelProto.Builder model = ExportedFiles.proto("external").toBuilder();
        model.getGraphBuilder()
                .addNodeBuilder()
                .setOpType("Constant")
                .addOutput("elsewhere")
                .addAttributeBuilder()
                .setName("value")
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(elsewhere);
        Path file = Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
        assertThatThrownBy(() -> ExportedFiles.read(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("is in another file, which is supported only for weights of the main graph");
    }

    @Test
    void refusesAFileThatIsCutShort() throws IOException {
        Path file = modelWith("location", DATA);
        Files.write(folder.resolve(DATA), new byte[100]);
        assertThatThrownBy(() -> ExportedFiles.read(file))
                .hasMessageContaining("that file is truncated or the wrong one");
    }
}
