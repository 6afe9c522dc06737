package org.residual.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing that others send or store breaks a reader. Jazzer mutates the inputs in a process of its own, the same ones for
 * the same seed, and follows what they reach; {@code -Dfuzz.inputs=}, {@code -Dfuzz.seed=} and {@code -Dfuzz.target=}
 * make it try more, others, or one target alone.
 */
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 2_000);
    private static final int SEED = Integer.getInteger("fuzz.seed", 1);
    private static final String ONLY = System.getProperty("fuzz.target", "");
    private static final Path FOLDER = Path.of("target/fuzz").toAbsolutePath();

    static Stream<FuzzTarget> targets() {
        return Stream.of(FuzzTarget.values())
                .filter(target -> ONLY.isEmpty() || target.lowerCase().equals(ONLY));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void holdsWhatIsPromisedOfAnyInput(FuzzTarget target) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(FOLDER.resolve(target.lowerCase() + "-" + SEED));
        Path log = folder.resolve("log.txt");
        int status = new ProcessBuilder(commandLine(target, folder))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start()
                .waitFor();
        assertThat(status).as("see %s, and the input beside it", log).isZero();
        assertThat(log).content().contains("Done " + INPUTS + " runs");
    }

    private static List<String> commandLine(FuzzTarget target, Path folder) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzzed.class.getName(),
                "--target_args=" + target.name(),
                "--instrumentation_includes=org.residual.**:org.apache.tomcat.util.http.**",
                // Its detectors of dangerous calls: the server's own, to sockets and classes, look like them.
                "--custom_hook_includes=org.residual.none.**",
                "--reproducer_path=" + folder,
                "-runs=" + INPUTS,
                "-seed=" + SEED,
                "-max_len=65536",
                "-timeout=120",
                "-rss_limit_mb=3000",
                "-print_final_stats=1",
                "-artifact_prefix=" + folder + "/"));
        line.add(Files.createDirectories(folder.resolve("found")).toString());
        line.add(copied(target, folder.resolve("corpus")).toString());
        return line;
    }

    private static Path copied(FuzzTarget target, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path input : target.corpus()) {
            Files.copy(input, folder.resolve(input.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        return folder;
    }
}
