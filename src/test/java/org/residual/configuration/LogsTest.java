package org.residual.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.ResidualApplication;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.FilePart;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service's log as JSON, with all requests: in a process of its own, since logging is configured per process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class LogsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+) ");
    private static final String ALL_STARTED = "Started ResidualApplication in ";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));

    @TempDir
    private static Path directory;

    private Process process;
    private ServiceClient client;

    @BeforeAll
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-classpath",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ResidualApplication.class.getName(),
                        "--server.port=0",
                        "--management.server.port=0",
                        "--logging.structured.format.console=ecs",
                        "--server.tomcat.accesslog.enabled=true",
                        "--server.tomcat.accesslog.directory=" + directory,
                        "--server.tomcat.accesslog.buffered=false",
                        "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:1/v1/traces")
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        client = new ServiceClient(
                await().atMost(PATIENCE).until(this::port, Optional::isPresent).orElseThrow());
    }

    @AfterAll
    void stop() {
        process.destroy();
        process.onExit().join();
    }

    private Path log() {
        return directory.resolve("log");
    }

    /** The first server to start is the one for predictions; it accepts requests a little before they are traced. */
    private Optional<Integer> port() throws IOException {
        String log = Files.readString(log());
        Matcher started = STARTED.matcher(log);
        return log.contains(ALL_STARTED) && started.find()
                ? Optional.of(Integer.valueOf(started.group(1)))
                : Optional.empty();
    }

    private List<String> requests() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Path requests = files.filter(file -> file.getFileName().toString().startsWith("access_log"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(requests);
        }
    }

    private void awaitRequest(Predicate<String> line) {
        await().atMost(PATIENCE).until(() -> requests().stream().anyMatch(line));
    }

    @Test
    void everyLineIsJson() throws IOException {
        assertThat(Files.readAllLines(log())).isNotEmpty().allSatisfy(line -> {
            JsonNode entry = JsonMapper.shared().readTree(line);
            assertThat(entry.at("/ecs/version").asString()).isNotEmpty();
            assertThat(entry.path("message").asString()).isNotEmpty();
        });
    }

    @Test
    void aLineTellsTheRequestAndItsTrace() {
        client.send(
                "POST",
                "/v2/repository/models/digits-convbnnet/unload",
                "application/json",
                BodyPublishers.noBody(),
                "X-Request-Id",
                "unloading-1",
                "traceparent",
                "00-" + TRACE + "-00f067aa0ba902b7-01");

        JsonNode line = await().atMost(PATIENCE)
                .until(
                        () -> Files.readAllLines(log()).stream()
                                .map(JsonMapper.shared()::readTree)
                                .filter(entry ->
                                        entry.path("message").asString().contains("is no longer served"))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(line.path("request_id").asString()).isEqualTo("unloading-1");
        assertThat(line.path("traceId").asString()).as(line::toString).isEqualTo(TRACE);
    }

    @Test
    void theLogOfRequestsTellsTheirIds() {
        client.predict("/predict?top_k=2", List.of(THREE), "X-Request-Id", "asking-1");

        awaitRequest(line -> line.contains("\"POST /predict HTTP/1.1\" 200 ") && line.endsWith(" asking-1"));
    }

    @Test
    void neitherNamesOfFilesNorWhatIsInThemIsLogged() throws IOException {
        byte[] text = "a diary, which is no image".getBytes(StandardCharsets.UTF_8);
        client.predict("/predict", new FilePart("image", "passport-of-john.png", THREE.content()));
        client.predict("/predict", new FilePart("image", "diary-of-john.png", text));
        client.predict("/predict", new FilePart("passport-of-john", "passport-of-john.png", THREE.content()));
        client.post("/predict", "image/png", text);
        client.predict("/predict", List.of(THREE), "X-Request-Id", "asking-last");

        awaitRequest(line -> line.endsWith(" asking-last"));
        assertThat(requests()).noneMatch(line -> line.contains("john") || line.contains("diary"));
        assertThat(log()).content().doesNotContain("john", "diary", "no image");
    }
}
