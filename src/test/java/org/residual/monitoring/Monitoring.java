package org.residual.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files of {@code deploy/monitoring} for Prometheus and Grafana. */
final class Monitoring {
    static final Path DIRECTORY = Path.of("deploy/monitoring");

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern LABEL_LISTS = Pattern.compile("\\b(by|on|group_left) \\([^)]*\\)");
    private static final Pattern SELECTORS = Pattern.compile("\\b[a-zA-Z_][\\w:]*+(\\{[^}]*})?+(?!\\s*\\()");
    private static final List<String> OPERATORS = List.of("and", "or", "unless");

    private Monitoring() {}

    /** A query of a panel of the dashboard. */
    record PanelQuery(String title, String expression) {}

    static JsonNode dashboard() {
        return JsonMapper.shared().readTree(read(DIRECTORY.resolve("grafana/dashboards/residual.json")));
    }

    /** The panels, without the headings of rows. */
    static List<JsonNode> panels() {
        return dashboard()
                .path("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").asString().equals("row"))
                .toList();
    }

    /** The queries of all panels for every instance and every model. */
    static List<PanelQuery> queries() {
        return panels().stream().flatMap(Monitoring::queries).toList();
    }

    static Stream<PanelQuery> queries(JsonNode panel) {
        return panel.path("targets")
                .valueStream()
                .map(target -> new PanelQuery(
                        panel.path("title").asString(),
                        PrometheusServer.shortened(target.path("expr").asString())
                                .replaceAll("\\$(instance|model)", ".*")));
    }

    static List<JsonNode> rules(String file) {
        return YAML.readTree(read(DIRECTORY.resolve("rules").resolve(file)))
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    static List<JsonNode> alerts() {
        return rules("alerts.yml");
    }

    /** The tests of the rules. */
    static List<Path> ruleTests() {
        try (Stream<Path> files = Files.list(DIRECTORY.resolve("tests"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(Path file) {
        return YAML.readTree(read(file));
    }

    /** The series in an expression, each with its labels. */
    static Stream<String> selectors(String expression) {
        return SELECTORS
                .matcher(LABEL_LISTS.matcher(expression).replaceAll(""))
                .results()
                .map(MatchResult::group)
                .filter(name -> !OPERATORS.contains(name));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
