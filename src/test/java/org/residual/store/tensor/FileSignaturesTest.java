package org.residual.store.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.store.file.InvalidModelException;

/** The first bytes are those of the formats' own specifications or writers. */
class FileSignaturesTest {
    @TempDir
    private Path directory;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("weights.bin"), bytes);
    }

    private static byte[] start(String escaped, int length) {
        byte[] bytes = escaped.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.copyOf(bytes, Math.max(bytes.length, length));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    PK\\3\\4                                  | a zip archive, as torch.save writes it
                    \\200\\2\\212\\nl\\374\\234F\\371 j\\250P\\31  | PyTorch's file format from before version 1.6
                    \\200\\2ccollections\\nOrderedDict\\n       | a bare pickle
                    \\200\\4\\225\\5\\0\\0\\0\\0\\0\\0\\0}        | a bare pickle
                    \\211HDF\\r\\n\\32\\n                       | an HDF5 file, as Keras writes it
                    \\10\\7\\22\\7pytorch                       | an ONNX model
                    \\10\\12\\72\\202\\1\\n                      | an ONNX model
                    \\10\\1\\22\\200\\4\\n                       | a TensorFlow model
                    \\34\\0\\0\\0TFL3                          | a TensorFlow Lite model
                    GGUF\\3\\0\\0\\0                          | a GGUF file
                    \\223NUMPY\\1\\0                          | a NumPy array
                    \\37\\213\\10\\0\\0\\0\\0\\0\\2\\377             | a gzip archive: unpack it first
                    BZh91AY&SY                            | a bzip2 archive
                    \\375\\67zXZ\\0                            | an xz archive
                    (\\265/\\375                             | a zstd archive
                    7z\\274\\257\\47\\34                         | a 7z archive
                    """)
    void namesFilesThatAreSomethingElse(String start, String name) throws IOException {
        Path file = file(start(start, 1000));
        assertThatThrownBy(() -> Safetensors.map(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("weights.bin: this is " + name)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    version https://git-lfs.github.com/spec/v1\\noid sha256:0\\nsize 9\\n | a Git LFS pointer, not the file itself: fetch that with git lfs pull.
                    <!DOCTYPE html>\\n<html lang=en>  | an HTML page: download the file itself, not its page.
                    {'weight_map': {}}               | a JSON file: save
                    Entry not found                  | plain text: save
                    """)
    void namesTexts(String text, String name) throws IOException {
        Path file = file(start(text, 0));
        assertThatThrownBy(() -> Safetensors.map(file)).hasMessageStartingWith("weights.bin: this is " + name);
    }

    @Test
    void namesATarArchive() throws IOException {
        byte[] tar = start("weights/model.bin", 1024);
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        Path file = file(tar);
        assertThatThrownBy(() -> Safetensors.map(file))
                .hasMessage("weights.bin: this is a tar archive: unpack it first.");
    }

    @Test
    void saysWhatToDoAboutAFileOfAnotherFramework() throws IOException {
        Path file = file(start("\\211HDF\\r\\n\\32\\n", 100));
        assertThatThrownBy(() -> Safetensors.map(file))
                .hasMessage("weights.bin: this is an HDF5 file, as Keras writes it: save the state_dict in PyTorch with"
                        + " torch.save(net.state_dict(), \"weights.pt\"), and import that.");
    }

    @Test
    void takesABrokenSafetensorsFileForOne() throws IOException {
        byte[] bytes = start("\\40\\0\\0\\0\\0\\0\\0\\0{\"x\":", 40);
        Path file = file(bytes);
        assertThat(FileSignatures.describe(bytes)).isEmpty();
        assertThatThrownBy(() -> Safetensors.map(file))
                .hasMessageStartingWith("weights.bin: the header is not valid JSON");
    }
}
