package org.residual.monitoring;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.residual.support.Programs;
import org.residual.support.ServiceClient;
import tools.jackson.databind.JsonNode;

/** A Prometheus with the project's configuration, in which {@value #RANGE} stand for minutes and days. */
final class PrometheusServer implements AutoCloseable {
    static final String MISSING =
            "Monitoring is tested with Prometheus: install it and its promtool (Debian: prometheus), so that both are"
                    + " on the PATH.";
    /** Several scrapes long, even if some of them fail on a busy machine. */
    private static final String RANGE = "40s";

    private static final Path CONFIGURATION = Path.of("deploy/monitoring");
    private static final Pattern LISTENING = Pattern.compile("msg=\"Listening on\" address=127\\.0\\.0\\.1:(\\d+)");
    private static final Duration START = Duration.ofMinutes(1);

    private final Process process;
    private final ServiceClient api;

    private PrometheusServer(Process process, ServiceClient api) {
        this.process = process;
        this.api = api;
    }

    /**
     * @param directory a folder for it alone, created once the program is found
     * @param targets of its scrapes, each {@code host:port}
     */
    static PrometheusServer start(Path directory, String... targets) throws IOException {
        Path program = Programs.find(MISSING, "prometheus");
        Files.createDirectories(directory.resolve("rules"));
        String configuration = Files.readString(CONFIGURATION.resolve("prometheus.yml"))
                .replace("scrape_interval: 15s", "scrape_interval: 3s\n  scrape_timeout: 2900ms")
                .replace("evaluation_interval: 15s", "evaluation_interval: 3s")
                .replace(
                        "\"localhost:8081\"",
                        Stream.of(targets).map(target -> '"' + target + '"').collect(Collectors.joining(", ")));
        Files.writeString(directory.resolve("prometheus.yml"), configuration);
        try (Stream<Path> rules = Files.list(CONFIGURATION.resolve("rules"))) {
            for (Path file : rules.toList()) {
                String hasty = shortened(Files.readString(file)).replaceAll("(?m)^ +for: .*\n", "");
                Files.writeString(directory.resolve("rules").resolve(file.getFileName()), hasty);
            }
        }
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + directory.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        String port = await().atMost(START).until(() -> portIn(Files.readString(log)), found -> !found.isEmpty());
        return new PrometheusServer(process, new ServiceClient(Integer.parseInt(port)));
    }

    private static String portIn(String log) {
        Matcher listening = LISTENING.matcher(log);
        return listening.find() ? listening.group(1) : "";
    }

    /** One or more expressions, with every range replaced by {@value #RANGE}. */
    static String shortened(String expression) {
        return expression.replaceAll("\\[(\\d+[smhd]|\\$__rate_interval)]", "[" + RANGE + "]");
    }

    /** The current series of an expression. */
    List<JsonNode> query(String expression) {
        JsonNode answer = get("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        return answer.path("result").valueStream().toList();
    }

    /** The value of a series in an instant query's answer. */
    static double value(JsonNode series) {
        return number(series.at("/value/1").asString());
    }

    /** A number as Prometheus writes it. */
    static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Why its last scrapes failed, if they did. */
    String complaints() {
        return get("targets?state=active")
                .path("activeTargets")
                .valueStream()
                .map(target -> target.path("scrapeUrl").asString() + ": "
                        + target.path("lastError").asString())
                .collect(Collectors.joining("; "));
    }

    /** The rules of all groups, alerts included. */
    List<JsonNode> rules() {
        return get("rules")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    List<JsonNode> firingAlerts() {
        return get("alerts")
                .path("alerts")
                .valueStream()
                .filter(alert -> alert.path("state").asString().equals("firing"))
                .toList();
    }

    private JsonNode get(String path) {
        JsonNode answer = api.get("/api/v1/" + path).json();
        if (!answer.path("status").asString().equals("success")) {
            throw new IllegalArgumentException(
                    path + ": " + answer.path("error").asString());
        }
        return answer.path("data");
    }

    /** The output of promtool; nothing if all is well. */
    record Verdict(int status, String output) {}

    /**
     * @param input of the program
     * @param arguments of the program
     */
    static Verdict promtool(String input, String... arguments) throws IOException {
        Path program = Programs.find(MISSING, "promtool");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        try (var stdin = process.outputWriter()) {
            stdin.write(input);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Verdict(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
