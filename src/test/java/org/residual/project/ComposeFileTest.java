package org.residual.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The file for Docker Compose matches what it refers to. */
class ComposeFileTest {
    private static final Path COMPOSE = Path.of("docker-compose.yml");
    private static final Path PROMETHEUS = Path.of("deploy/compose/prometheus.yml");

    private static JsonNode services;

    @BeforeAll
    static void read() throws IOException {
        services = yaml(COMPOSE).path("services");
    }

    /** A file's content, with its references resolved. */
    private static JsonNode yaml(Path file) throws IOException {
        Map<String, Object> content = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        return JsonMapper.shared().valueToTree(content);
    }

    private static Stream<String> texts(String service, String key) {
        return services.path(service).path(key).valueStream().map(JsonNode::asString);
    }

    private static List<String> profiles(String service) {
        return texts(service, "profiles").toList();
    }

    @Test
    void onlyTheServiceStartsWhereNoProfileIsNamed() {
        assertThat(services.propertyNames()).containsExactly("residual", "gpu", "prometheus", "grafana");
        assertThat(profiles("residual")).isEmpty();
        assertThat(profiles("gpu")).containsExactly("gpu");
        assertThat(profiles("prometheus")).containsExactly("monitoring");
        assertThat(profiles("grafana")).containsExactly("monitoring");
    }

    @Test
    void allThatIsMountedIsThere() {
        assertThat(services.propertyNames().stream()
                        .flatMap(service -> texts(service, "volumes"))
                        .filter(volume -> volume.startsWith("./"))
                        .map(volume -> Path.of(volume.split(":")[0])))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(path).exists());
    }

    @Test
    void itBuildsWhatTheDockerfileDescribes() throws IOException {
        List<String> dockerfile = Files.readAllLines(Path.of("Dockerfile"));
        for (String service : List.of("residual", "gpu")) {
            String target = services.at("/" + service + "/build/target").asString();
            assertThat(dockerfile).anyMatch(line -> line.startsWith("FROM ") && line.endsWith(" AS " + target));
        }
    }

    @Test
    void everyPortIsPublishedToThisMachineAlone() {
        assertThat(services.propertyNames().stream().flatMap(service -> texts(service, "ports")))
                .containsExactlyInAnyOrder(
                        "127.0.0.1:8080:8080", "127.0.0.1:8080:8080", "127.0.0.1:9090:9090", "127.0.0.1:3000:3000");
    }

    @Test
    void prometheusAsksTheServiceOnThePortOfItsMetrics() throws IOException {
        int port = yaml(Path.of("src/main/resources/application.yaml"))
                .at("/management/server/port")
                .asInt();
        assertThat(yaml(PROMETHEUS)
                        .at("/scrape_configs/0/static_configs/0/targets")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactly("residual:" + port);
    }

    @Test
    void prometheusIsOtherwiseSetUpAsWithoutContainers() throws IOException {
        String here = Files.readString(PROMETHEUS);
        assertThat(here.substring(here.indexOf('\n') + 1).replace("residual:8081", "localhost:8081"))
                .isEqualTo(Files.readString(Path.of("deploy/monitoring/prometheus.yml")));
    }

    @Test
    void theServiceHasTimeToFinishWhenItIsStopped() {
        for (String service : List.of("residual", "gpu")) {
            String period = services.path(service).path("stop_grace_period").asString();
            assertThat(Integer.parseInt(period.replace("s", ""))).isGreaterThan(30);
        }
    }

    @Test
    void grafanaFindsPrometheusAndTheDashboards() {
        JsonNode environment = services.at("/grafana/environment");
        assertThat(environment.path("PROMETHEUS_URL").asString()).isEqualTo("http://prometheus:9090");
        assertThat(texts("grafana", "volumes"))
                .contains("./helm/residual/files/dashboards:"
                        + environment.path("RESIDUAL_DASHBOARDS").asString() + ":ro");
    }
}
