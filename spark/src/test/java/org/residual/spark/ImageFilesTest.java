package org.residual.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as executors read them. */
class ImageFilesTest {
    private static final byte[] CONTENT = {1, 2, 3};

    private final Configuration configuration = new Configuration();
    private final ImageFiles files = new ImageFiles(configuration);

    @TempDir
    private Path directory;

    @Test
    void namesAndBytesAreTheFiles() throws IOException {
        Path file = Files.write(directory.resolve("a b%20#1.png"), CONTENT);

        Map.Entry<String, byte[]> image = files.read(file.toUri().toString());

        assertThat(image.getKey()).isEqualTo("file:" + file);
        assertThat(image.getValue()).isEqualTo(CONTENT);
    }

    @Test
    void readsOtherFileSystemsThroughHadoop() throws IOException {
        Path file = Files.write(directory.resolve("image.png"), CONTENT);
        configuration.set("fs.raw.impl", RawFiles.class.getName());

        assertThat(files.read("raw://host" + file).getValue()).isEqualTo(CONTENT);
    }

    @Test
    void aFileThatIsGoneHasNoContent() {
        assertThat(files.read(directory.resolve("gone.png").toUri().toString()).getValue())
                .isNull();
    }

    @Test
    void anotherAttemptMayReadWhatCannotBeRead() {
        assertThatThrownBy(() -> files.read(directory.toUri().toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(directory.toString());
    }
}
