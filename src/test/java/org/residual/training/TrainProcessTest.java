package org.residual.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.ResidualApplication;
import org.residual.training.data.Pictures;

/** Trainings in a process of their own, most of which is ended early. */
class TrainProcessTest {
    private static final int TERMINATED = 143;

    @TempDir
    private Path directory;

    private Path pictures;
    private Path temporary;

    @BeforeEach
    void writePictures() throws IOException {
        temporary = Files.createDirectory(directory.resolve("temporary"));
        pictures = Pictures.writeFolders(directory.resolve("pictures"), 12);
    }

    private Process start(String version, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                ResidualApplication.class.getName(),
                "train",
                "--data=" + pictures,
                "--output=" + directory.resolve("models/halves").resolve(version),
                "--architecture=resnet",
                "--channels=8,20",
                "--dropout=0.3",
                "--size=12",
                "--epochs=60",
                "--batch-size=8",
                "--threads=1"));
        for (String argument : more) {
            command.removeIf(given -> given.startsWith(argument.replaceAll("=.*", "=")));
            command.add(argument);
        }
        Path folder = Files.createDirectories(directory.resolve("work"));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private byte[] weights(String version) throws IOException {
        return Files.readAllBytes(
                directory.resolve("models/halves").resolve(version).resolve("weights.safetensors"));
    }

    private String train(String version, String... more) throws Exception {
        Process process = start(version, more);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Ends it once it has reported its third epoch. */
    private String interrupt(Process process, Consumer<ProcessHandle> end) throws IOException {
        StringBuilder output = new StringBuilder();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.append(line).append('\n');
                if (line.startsWith("epoch 3 ")) {
                    // Not the process itself, which would close the stream.
                    end.accept(process.toHandle());
                }
            }
        }
        return output.toString();
    }

    @ParameterizedTest(name = "killed: {0}")
    @ValueSource(booleans = {false, true})
    void goesOnToTheSameWeights(boolean killed) throws Exception {
        train("1");
        Process process = start("2");
        String output = interrupt(process, killed ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
        assertThat(process.waitFor()).as(output).isNotZero();
        assertThat(directory.resolve("models/halves/2")).doesNotExist();
        train("2", "--resume");
        assertThat(weights("2")).isEqualTo(weights("1"));
        assertThat(directory.resolve("models/halves").toFile().list()).containsExactlyInAnyOrder("1", "2");
    }

    /** In Java 22 to 24, there is a console even if its output is a pipe. */
    @Test
    void drawsNoProgressIntoAPipe() throws Exception {
        assertThat(train("1", "--epochs=1")).contains("epoch 1 of 1: ").doesNotContain("\r");
    }

    /** In a process of its own, since the engine keeps the number of threads that it was started with. */
    @Test
    void endsAtTheSameWeightsTwiceWithTwoThreads() throws Exception {
        train("1", "--threads=2", "--size=32", "--channels=16,32", "--epochs=4");
        train("2", "--threads=2", "--size=32", "--channels=16,32", "--epochs=4");
        assertThat(weights("2")).isEqualTo(weights("1"));
    }

    @Test
    void endsWithOneSentenceAndNothingLeftBehindWhereItIsTerminated() throws Exception {
        Process process = start("1");
        String output = interrupt(process, ProcessHandle::destroy);
        assertThat(process.waitFor()).as(output).isEqualTo(TERMINATED);
        assertThat(output).contains("The training was interrupted.").doesNotContain("Exception", "SIGSEGV", "\tat ");
        assertThat(directory.resolve("work")).isEmptyDirectory();
        assertThat(directory.resolve("models/halves").toFile().list()).containsExactly(".1.training");
        assertThat(directory.resolve("models/halves/.1.training").toFile().list())
                .containsExactly("checkpoint.safetensors");
    }

    private List<String> scratchLeftBehind() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("residual-train-"))
                    .toList();
        }
    }

    @Test
    void leavesNoPixelsBehindWhereItEnds() throws Exception {
        train("1", "--epochs=1");
        assertThat(scratchLeftBehind()).isEmpty();
    }

    @Test
    void leavesNoPixelsBehindWhereItFails() throws Exception {
        Process process = start("1", "--learning-rate=1e30");
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("The loss is no longer a number");
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(scratchLeftBehind()).isEmpty();
    }

    @ParameterizedTest(name = "killed: {0}")
    @ValueSource(booleans = {false, true})
    void leavesNoPixelsBehindWhereItIsEnded(boolean killed) throws Exception {
        Process process = start("1");
        interrupt(process, killed ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
        assertThat(process.waitFor()).isNotZero();
        assertThat(scratchLeftBehind()).isEmpty();
    }

    @Test
    void isNotStartedAnewByMistake() throws Exception {
        interrupt(start("1"), ProcessHandle::destroy);
        Process process = start("1");
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("There is an interrupted training in ")
                .contains("--resume");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void doesNotGoOnWithOtherOptions() throws Exception {
        interrupt(start("1"), ProcessHandle::destroy);
        Process process = start("1", "--resume", "--weight-decay=0.5");
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("was started with other options or images");
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(directory.resolve("models/halves/.1.training")).isNotEmptyDirectory();
    }
}
