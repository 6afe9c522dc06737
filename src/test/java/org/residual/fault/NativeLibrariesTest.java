package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If a native library cannot be unpacked or loaded, the start ends with a sentence that says what to set. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NativeLibrariesTest {
    /** Larger than the unpacked engine. */
    private static final int ROOM = 1 << 20;

    /** A folder in which nobody, not even root, can create a folder. */
    private static final String NO_FOLDER = "/dev/null/cache";
    /** By default the service would start with the other engine, and load PyTorch only when needed. */
    private static final String WITHOUT_ONNX_RUNTIME = "-Donnxruntime.native.path=" + NO_FOLDER;

    @TempDir
    private Path directory;

    /** How a process ended. */
    record Ending(int exitCode, String output) {
        void assertTellsWhatToSet(String... words) {
            assertThat(exitCode).isEqualTo(1);
            assertThat(output).contains(words).contains("noexec").doesNotContain("\tat ");
        }
    }

    private Ending run(Map<String, String> environment, String javaOption, String... arguments)
            throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", javaOption));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.residual.ResidualApplication"));
        line.addAll(List.of(arguments));
        ProcessBuilder process =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        process.environment().remove("PYTORCH_LIBRARY_PATH");
        process.environment().putAll(environment);
        int exitCode = process.start().waitFor();
        return new Ending(exitCode, Files.readString(output, StandardCharsets.UTF_8));
    }

    private Ending serve(Map<String, String> environment, String javaOption) throws IOException, InterruptedException {
        return run(
                environment,
                javaOption,
                "--server.port=0",
                "--management.server.port=0",
                "--server.tomcat.basedir=" + directory.resolve("tomcat"));
    }

    @Test
    void theServiceTellsWhereTheEngineCannotBeUnpacked() throws Exception {
        serve(Map.of("DJL_CACHE_DIR", NO_FOLDER), WITHOUT_ONNX_RUNTIME)
                .assertTellsWhatToSet(
                        "APPLICATION FAILED TO START", "PyTorch", "DJL_CACHE_DIR, now '" + NO_FOLDER + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import model-store/digits-resnet/1/weights.safetensors --model x --size 32 --store DIRECTORY",
                "train --data samples/digits.png --architecture resnet --channels 16,32 --epochs 1 --output DIRECTORY/x/1"
            })
    void aCommandTellsItInALine(String command) throws Exception {
        Ending ending = run(
                Map.of("DJL_CACHE_DIR", NO_FOLDER),
                "-Xmx512m",
                command.replace("DIRECTORY", directory.resolve("store").toString())
                        .split(" "));

        ending.assertTellsWhatToSet("PyTorch", "DJL_CACHE_DIR");
        assertThat(ending.output().lines().filter(line -> line.contains("PyTorch")))
                .hasSize(1);
    }

    @Test
    void theServiceTellsWhereTheEngineCannotBeLoaded() throws Exception {
        try (Tmpfs noexec = Tmpfs.mount(directory.resolve("noexec"), ROOM, "noexec")) {
            serve(Map.of("DJL_CACHE_DIR", noexec.folder().toString()), WITHOUT_ONNX_RUNTIME)
                    .assertTellsWhatToSet("APPLICATION FAILED TO START", "PyTorch", "DJL_CACHE_DIR");
        }
    }

    @Test
    void theServiceTellsWhereLibwebpCannotBeLoaded() throws Exception {
        try (Tmpfs noexec = Tmpfs.mount(directory.resolve("noexec"), ROOM, "noexec")) {
            serve(Map.of(), "-Djava.io.tmpdir=" + noexec.folder())
                    .assertTellsWhatToSet("APPLICATION FAILED TO START", "libwebp", "java.io.tmpdir");
        }
    }
}
