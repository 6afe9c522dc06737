package org.residual.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A client program that prints its answers. */
final class ClientProgram {
    private static final int SECONDS = 60;

    private final List<String> line = new ArrayList<>();
    private final Map<String, String> environment;

    /**
     * @param program to run
     * @param arguments that it always gets
     */
    ClientProgram(Path program, String... arguments) {
        this(Map.of(), program, arguments);
    }

    /** With additional environment variables. */
    ClientProgram(Map<String, String> environment, Path program, String... arguments) {
        this.environment = environment;
        line.add(program.toString());
        line.addAll(List.of(arguments));
    }

    /**
     * Runs it in the project's folder, which contains {@code samples}.
     *
     * @param arguments further ones
     * @return its output, once it has succeeded
     */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(line);
        whole.addAll(List.of(arguments));
        Path output = Files.createTempFile("client", ".out");
        Path errors = Files.createTempFile("client", ".err");
        ProcessBuilder builder = new ProcessBuilder(whole)
                .redirectInput(Redirect.from(Path.of("samples/three.png").toFile()))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("%s ends", whole)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s%n%s", whole, Files.readString(errors, StandardCharsets.UTF_8))
                    .isZero();
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
