package org.residual.helm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.residual.support.Programs;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running load client of {@code scripts/check-on-cluster}. */
public final class LoadClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;
    private final Path output;

    /**
     * @param directory for its results
     * @param port of the service, on this machine
     * @param options further ones
     * @throws IOException if it does not start
     */
    public LoadClient(Path directory, int port, String... options) throws IOException {
        Path python = Programs.find("Python 3 is not installed.", "python3");
        output = directory.resolve("load.jsonl");
        List<String> command = new ArrayList<>(List.of(
                python.toString(),
                "scripts/cluster/load.py",
                "http://127.0.0.1:" + port + "/predict",
                "samples/three.png",
                "3",
                "--until-input-ends"));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Waits until a number of requests of a kind were answered, or have failed. */
    public void await(String outcome, String kind, int requests) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> counts().path(outcome).path(kind).asInt(0) >= requests);
    }

    /**
     * @return its counts up to a second ago: answered and failed requests by kind, and the last failures
     * @throws IOException if they cannot be read
     */
    public JsonNode counts() throws IOException {
        List<String> lines = Files.readString(output, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.endsWith("}"))
                .toList();
        return JsonMapper.shared().readTree(lines.isEmpty() ? "{}" : lines.get(lines.size() - 1));
    }

    /**
     * Stops it.
     *
     * @return all its counts
     * @throws Exception if it does not end
     */
    public JsonNode end() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The clients do not end.");
        }
        return counts();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
