package org.residual.onnx.exported;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.AttributeProto.AttributeType;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.ModelProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.store.file.InvalidModelException;

/** The first bytes are those of the formats' own specifications or writers. */
class ForeignFileTest {
    private static final String DAMAGED = "model.onnx: the file is damaged, truncated, or not an ONNX file.";

    @TempDir
    private Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.onnx"), bytes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            PK\\3\\4                                      | a zip archive, as torch.save writes it: export the network to ONNX
            \\200\\2\\212\\nl\\374\\234F\\371 j\\250P\\31        | PyTorch's file format from before version 1.6: export
            \\211HDF\\r\\n\\32\\n                           | an HDF5 file, as Keras writes it: export the network to ONNX
            \\34\\0\\0\\0TFL3                              | a TensorFlow Lite model: export the network to ONNX
            \\34\\0\\0\\0ORTM                              | a model in ONNX Runtime's own format: export
            \\100\\0\\0\\0\\0\\0\\0\\0{"conv1.weight":          | a safetensors file: export the network to ONNX
            \\37\\213\\10\\0\\0\\0\\0\\0\\2\\377                 | a gzip archive: unpack it first.
            <!DOCTYPE html><html lang=en>              | an HTML page: download the file itself, not its page.
            version https://git-lfs.github.com/spec/v1 | a Git LFS pointer, not the file itself: fetch
            Entry not found                            | plain text: export the network to ONNX
            """)
    void namesFilesThatAreSomethingElse(String start, String name) throws IOException {
        byte[] bytes = start.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
        boolean text = bytes[0] >= '<' && bytes[0] != 'P';
        Path file = file(text ? bytes : Arrays.copyOf(bytes, 1000));
        assertThatThrownBy(() -> ExportedFiles.read(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("model.onnx: this is " + name);
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        Path file = file(new byte[0]);
        assertThatThrownBy(() -> ExportedFiles.read(file)).hasMessage("model.onnx: the file is empty.");
    }

    @Test
    void refusesAFolder() throws IOException {
        Path file = Files.createDirectory(folder.resolve("model.onnx"));
        assertThatThrownBy(() -> ExportedFiles.read(file)).hasMessageContaining("it must be a regular file");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1000, 5000, 8000})
    void refusesAFileThatIsCutShort(int length) throws IOException {
        byte[] whole = Files.readAllBytes(ExportedFiles.file("torch-opset13"));
        Path file = file(Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> ExportedFiles.read(file)).isInstanceOf(InvalidModelException.class);
    }

    @Test
    void refusesNoise() throws IOException {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        Path file = file(noise);
        assertThatThrownBy(() -> ExportedFiles.read(file)).hasMessage(DAMAGED);
    }

    @Test
    void refusesGraphsInGraphsWithoutEnd() throws IOException {
        GraphProto graph = GraphProto.getDefaultInstance();
        for (int i = 0; i < 40; i++) {
            AttributeProto branch = AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setType(AttributeType.GRAPH)
                    .setG(graph)
                    .build();
            graph = GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder().setOpType("If").addAttribute(branch))
                    .build();
        }
        Path file = file(
                ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build().toByteArray());
        assertThatThrownBy(() -> ExportedFiles.read(file))
                .hasMessage("model.onnx: its messages are nested more than 100 deep.");
    }

    @Test
    void countsSmallMessagesBeforeTheyFillTheHeap() throws IOException {
        // Each of two bytes: a node without anything.
        byte[] nodes = new byte[2 << 20];
        for (int i = 0; i < nodes.length; i += 2) {
            nodes[i] = 1 << 3 | 2;
        }
        byte[] head = {8, 8, 7 << 3 | 2, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1};
        byte[] bytes = Arrays.copyOf(head, head.length + nodes.length);
        System.arraycopy(nodes, 0, bytes, head.length, nodes.length);
        Path file = file(bytes);
        assertThatThrownBy(() -> ExportedFiles.read(file)).hasMessageContaining("of the heap, the limit");
    }
}
