package org.residual.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
    @TempDir
    private Path model;

    private static final long LARGEST = 1 << 20;

    private Path version;

    @BeforeEach
    void makeVersion() throws IOException {
        version = Files.createDirectory(model.resolve("1"));
    }

    private VersionFolder folder() {
        return new VersionFolder("pets", 1, version, model);
    }

    private List<String> read(String text) throws IOException {
        Files.writeString(version.resolve("labels.txt"), text);
        return Labels.read(folder(), 2, LARGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat\ndog\n", "cat\ndog", "cat\r\ndog\r\n", "\uFEFFcat\ndog\n", " cat\t\n  dog \n"})
    void areTheLinesOfTheFile(String text) throws IOException {
        assertThat(read(text)).containsExactly("cat", "dog");
    }

    @Test
    void mayBeInAnyLanguage() throws IOException {
        assertThat(read("Straßenbahn nach rechts\n猫\n")).containsExactly("Straßenbahn nach rechts", "猫");
    }

    @Test
    void areTheModelsWhereTheVersionHasNone() throws IOException {
        Labels.write(model, List.of("of", "the model"));
        assertThat(Labels.read(folder(), 2, LARGEST)).containsExactly("of", "the model");
    }

    @Test
    void areTheVersionsOwnBeforeTheModels() throws IOException {
        Labels.write(model, List.of("of", "the model"));
        Labels.write(version, List.of("of", "the version"));
        assertThat(Labels.read(folder(), 2, LARGEST)).containsExactly("of", "the version");
    }

    @Test
    void mayBeAbsent() throws IOException {
        assertThat(Labels.read(folder(), 2, LARGEST)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat\n", "", "cat\ndog\nbird\n", "cat\ndog\n\n"})
    void mustBeAsManyAsTheClasses(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("labels.txt: has " + text.lines().count() + " lines, but the model has 2 classes.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat\n\n", "cat\n   \n"})
    void mustNotBeEmpty(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("labels.txt: line 2 is empty.");
    }

    @Test
    void mustBeUtf8() throws IOException {
        Files.write(version.resolve("labels.txt"), "Küche\nBad\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Labels.read(folder(), 2, LARGEST))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("labels.txt: not UTF-8.");
    }

    @Test
    void mustNotBeLargerThanTheyMay() throws IOException {
        Files.writeString(version.resolve("labels.txt"), "cat\n" + "d".repeat((int) LARGEST));
        assertThatThrownBy(() -> Labels.read(folder(), 2, LARGEST))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("labels.txt: larger than 1048576 bytes.");
    }
}
