package org.residual.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.ResidualApplication;
import org.residual.support.NeedsOnnxRuntime;
import org.residual.support.Privileges;

/** {@code classify} in separate processes, some of which are ended early. */
@NeedsOnnxRuntime
class ClassifyProcessTest {
    private static final int USAGE = 2;
    private static final int TERMINATED = 143;
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final CompletableFuture<Void> AT_ONCE = CompletableFuture.completedFuture(null);
    private static final int MANY = 4_000;
    private static final int LARGE_SIDE = 1200;
    private static final int LARGE_IMAGES = 120;

    @TempDir
    private Path directory;

    private Process start(List<String> javaOptions, Object... arguments) throws IOException {
        return startThrough(List.of(), javaOptions, arguments);
    }

    private Process startThrough(List<String> launcher, List<String> javaOptions, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true", "-XX:-CreateCoredumpOnCrash"));
        command.addAll(javaOptions);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), ResidualApplication.class.getName(), "classify"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        command.add("--model=digits-convbnnet");
        return new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private Path list() throws IOException {
        List<String> digits = List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
        StringBuilder paths = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            paths.append("samples/").append(digits.get(i % digits.size())).append(".png\n");
        }
        return Files.writeString(directory.resolve("list"), paths);
    }

    /**
     * @param more completes before the second half of the list is written
     */
    private Process startOnList(Path list, Path output, CompletableFuture<Void> more, String... options)
            throws IOException {
        byte[] paths = Files.readAllBytes(list);
        List<Object> arguments = new ArrayList<>(List.of("-", "--output=" + output));
        arguments.addAll(List.of(options));
        Process process = start(List.of(), arguments.toArray());
        // The list is larger than a pipe's buffer.
        Thread writing = new Thread(() -> {
            try (OutputStream in = process.getOutputStream()) {
                in.write(paths, 0, paths.length / 2);
                in.flush();
                more.join();
                in.write(paths, paths.length / 2, paths.length - paths.length / 2);
            } catch (IOException e) {
                // The process has ended.
            }
        });
        writing.start();
        return process;
    }

    private void assertEnds(Process process, int exitCode) throws Exception {
        int ended = process.waitFor();
        assertThat(ended).as(Files.readString(directory.resolve("err"))).isEqualTo(exitCode);
        assertThat(directory.resolve("out")).isEmptyFile();
    }

    @ParameterizedTest(name = "killed: {0}")
    @ValueSource(booleans = {false, true})
    void goesOnToTheRowsOfARunThatNothingEnded(boolean killed) throws Exception {
        Path list = list();
        Path whole = directory.resolve("whole.csv");
        assertEnds(startOnList(list, whole, AT_ONCE), 0);
        assertThat(Files.readAllLines(whole)).hasSize(1 + MANY);

        Path output = directory.resolve("answers.csv");
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Process process = startOnList(list, output, ended);
        await().atMost(LONGEST).until(() -> Files.exists(output) && Files.size(output) > 0);
        Consumer<ProcessHandle> end = killed ? ProcessHandle::destroyForcibly : ProcessHandle::destroy;
        end.accept(process.toHandle());
        ended.complete(null);
        assertThat(process.waitFor()).isEqualTo(killed ? 137 : TERMINATED);
        assertThat(Files.size(output)).isLessThan(Files.size(whole));
        if (!killed) {
            assertThat(Files.readString(directory.resolve("err")))
                    .contains("Interrupted after ", "run the same command with --resume to continue.")
                    .doesNotContain("Exception", "SIGSEGV", "\tat ");
        }
        assertEnds(startOnList(list, output, AT_ONCE, "--resume"), 0);
        assertThat(output).hasSameBinaryContentAs(whole);
    }

    private Process startWithoutPrivileges(Path output) throws IOException {
        // Without these capabilities even root is subject to permissions.
        return startThrough(
                Privileges.subjectToPermissions(), List.of(), "samples", "--output=" + output, "--overwrite");
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @ParameterizedTest
    @ValueSource(strings = {"answers.csv", "answers.parquet"})
    @EnabledOnOs(OS.LINUX)
    void aFolderThatIsNotWritableIsRefused(String name) throws Exception {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        permit(folder, "r-xr-xr-x");
        assertEnds(startWithoutPrivileges(folder.resolve(name)), USAGE);
        assertThat(directory.resolve("err")).content().contains("The folder " + folder + " is not writable");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatIsNotWritableIsRefused() throws Exception {
        Path output = Files.createFile(directory.resolve("answers.csv"));
        permit(output, "r--r--r--");
        assertEnds(startWithoutPrivileges(output), USAGE);
        assertThat(directory.resolve("err")).content().contains(output + " is not writable");
    }

    @Test
    void anInterruptedParquetFileHasTheRowsSoFar() throws Exception {
        Path output = directory.resolve("answers.parquet");
        Path partial = directory.resolve("answers.parquet.partial");
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Process process = startOnList(list(), output, ended);
        // The rows are still in memory; only the progress shows them.
        await().atMost(LONGEST).until(() -> Files.exists(partial) && progress() > 0);
        // Destroying the process itself would close the list, too.
        process.toHandle().destroy();
        ended.complete(null);
        assertThat(process.waitFor()).isEqualTo(TERMINATED);
        assertThat(Files.readString(directory.resolve("err")))
                .contains("All rows so far are in " + partial)
                .doesNotContain("Exception", "SIGSEGV", "\tat ");
        assertThat(output).doesNotExist();
        assertThat(ClassifyParquetTest.rows(partial)).isPositive().isLessThan(MANY);
    }

    /** The number of images that the command has reported, every ten seconds. */
    private long progress() throws IOException {
        return Files.readAllLines(directory.resolve("err")).stream()
                .filter(line -> line.matches("[0-9,]+ images, .*"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(" .*", "").replace(",", "")))
                .max()
                .orElse(0);
    }

    /** The images in flight would take three times the heap, even before they are decoded. */
    @Test
    void manyLargeImagesInAnArchiveFitIntoASmallHeap() throws Exception {
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        BufferedImage pixels = new BufferedImage(LARGE_SIDE, LARGE_SIDE, BufferedImage.TYPE_INT_RGB);
        new Random(1).ints(LARGE_SIDE).forEach(i -> pixels.setRGB(Math.floorMod(i, LARGE_SIDE), 0, i));
        ImageIO.write(pixels, "bmp", image);
        Path zip = directory.resolve("large.zip");
        try (ZipOutputStream archive = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < LARGE_IMAGES; i++) {
                archive.putNextEntry(new ZipEntry(i + ".bmp"));
                archive.write(image.toByteArray());
            }
        }
        Path output = directory.resolve("answers.csv");
        // A single thread decodes, more slowly than another one reads.
        List<String> java = List.of("-Xmx154m", "-XX:ActiveProcessorCount=1", "-XX:+ExitOnOutOfMemoryError");
        assertEnds(start(java, zip, "--output=" + output, "--residual.predictors.batch.images=100"), 0);
        assertThat(Files.readAllLines(output, StandardCharsets.UTF_8)).hasSize(1 + LARGE_IMAGES);
    }
}
