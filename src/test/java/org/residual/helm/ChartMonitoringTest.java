package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.RelabelConfig;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The chart has the rules and the dashboard, and {@code deploy/monitoring} links to them. */
class ChartMonitoringTest {
    private static final Path FILES = Chart.shipped().folder().resolve("files");

    @ParameterizedTest
    @CsvSource({"rules, rules", "grafana/dashboards, dashboards"})
    void otherDeploymentsUseTheSameFiles(String folder, String charts) throws IOException {
        Path source = Path.of("deploy/monitoring", folder);
        assumeTrue(Files.isDirectory(source));
        assertThat(contents(FILES.resolve(charts))).isEqualTo(contents(source));
    }

    @Test
    void theRulesComeToTheClusterAsTheyAre() throws IOException {
        Map<String, String> files = contents(FILES.resolve("rules"));
        assertThat(Chart.shipped().render("monitoring").all(PrometheusRule.class))
                .hasSameSizeAs(files.entrySet())
                .allSatisfy(rule -> {
                    String file = rule.getMetadata().getName().replaceFirst(Chart.RELEASE + "-", "") + ".yml";
                    Map<?, ?> expected = new Yaml().load(files.get(file));
                    ObjectMapper mapper = new ObjectMapper();
                    assertThat((Object) mapper.valueToTree(rule.getSpec())).isEqualTo(mapper.valueToTree(expected));
                });
    }

    @Test
    void theDashboardComesToTheClusterAsItIs() throws IOException {
        assertThat(Chart.shipped().render("monitoring").the(ConfigMap.class).getData())
                .isEqualTo(contents(FILES.resolve("dashboards")));
    }

    @Test
    void aPodMonitorReadsThePodsThatServe() {
        Manifests release = Chart.shipped().render("pod-monitor");
        PodMonitor monitor = release.the(PodMonitor.class);
        assertThat(monitor.getMetadata().getLabels()).containsEntry("release", "prometheus");
        assertThat(release.the(Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels())
                .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
        assertThat(monitor.getSpec().getPodMetricsEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(release.containerPort(endpoint.getPort())).isPresent();
            assertThat(endpoint.getTlsConfig().getServerName()).isEqualTo("residual");
            assertThat(endpoint.getRelabelings())
                    .extracting(RelabelConfig::getTargetLabel)
                    .containsExactly("job", "node");
            assertThat(endpoint.getMetricRelabelings())
                    .extracting(RelabelConfig::getAction)
                    .containsExactly("drop");
        });
    }

    @Test
    void aServiceMonitorReadsAsTheValuesSay() {
        ServiceMonitor monitor = Chart.shipped().render("service-monitor").the(ServiceMonitor.class);
        assertThat(monitor.getSpec().getEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.getInterval()).isEqualTo("15s");
            assertThat(endpoint.getScrapeTimeout()).isEqualTo("10s");
            assertThat(endpoint.getScheme()).isEqualTo("https");
            assertThat(endpoint.getTlsConfig().getCa().getConfigMap().getKey()).isEqualTo("ca.crt");
            assertThat(endpoint.getRelabelings())
                    .extracting(RelabelConfig::getTargetLabel)
                    .containsExactly("job", "node");
            assertThat(endpoint.getMetricRelabelings())
                    .extracting(RelabelConfig::getAction)
                    .containsExactly("drop");
        });
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
