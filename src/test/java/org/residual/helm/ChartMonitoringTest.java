package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
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

/** Rules and dashboard in a cluster are those of {@code deploy/monitoring}; Helm reads no files outside a chart. */
class ChartMonitoringTest {
    private static final Path FILES = Chart.shipped().folder().resolve("files");

    @ParameterizedTest
    @CsvSource({"rules, rules", "grafana/dashboards, dashboards"})
    void theChartHasTheSameFiles(String folder, String copy) throws IOException {
        Path source = Path.of("deploy/monitoring", folder);
        assumeTrue(Files.isDirectory(source));
        assertThat(contents(FILES.resolve(copy))).isEqualTo(contents(source));
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
