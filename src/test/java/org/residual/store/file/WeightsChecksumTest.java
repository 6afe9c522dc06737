package org.residual.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hashes are those in FIPS 180 of {@code abc} and of nothing. */
class WeightsChecksumTest {
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    private Path models;

    private Path version;

    @BeforeEach
    void write() throws IOException {
        version = Files.createDirectories(models.resolve("digits/1"));
        Files.writeString(version.resolve("model.onnx"), "abc");
        Files.writeString(version.resolve("model.data"), "");
    }

    private Optional<String> mismatch() throws IOException {
        return WeightsChecksum.mismatch(VersionFolder.at(version), "model.onnx", () -> {});
    }

    private void state(String lines) throws IOException {
        Files.writeString(version.resolve("weights.sha256"), lines);
    }

    @Test
    void isWrittenAsSha256sumWritesIt() throws IOException {
        WeightsChecksum.write(version, List.of("model.onnx", "model.data"));
        assertThat(version.resolve("weights.sha256"))
                .hasContent(OF_ABC + "  model.onnx\n" + OF_NOTHING + "  model.data\n");
    }

    @Test
    void namesTheFileThatIsAnother() throws IOException {
        state(OF_ABC + "  model.onnx\n" + OF_NOTHING + " *model.data\n");
        assertThat(mismatch()).isEmpty();
        Files.writeString(version.resolve("model.data"), "x");
        assertThat(mismatch()).contains("model.data");
    }

    @Test
    void takesASingleLineForThatOfTheNetworkWhateverItNames() throws IOException {
        state(OF_ABC + "  /home/ann/best.onnx");
        assertThat(mismatch()).isEmpty();
        state(OF_NOTHING);
        assertThat(mismatch()).contains("model.onnx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", OF_ABC + "x", OF_ABC + "  model.onnx\nmodel.data"})
    void refusesLinesWithoutAHash(String lines) throws IOException {
        state(lines);
        assertThatThrownBy(this::mismatch)
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("weights.sha256: does not begin each line with a SHA-256, 64 hexadecimal digits.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ../../secret", "  /etc/passwd", "  sub/weights", "  sub\\weights"})
    void refusesFilesOutsideOfTheFolder(String name) throws IOException {
        state(OF_ABC + "  model.onnx\n" + OF_ABC + name + "\n");
        assertThatThrownBy(this::mismatch)
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("weights.sha256: with several lines, each must name a file in the folder of the version.");
    }
}
