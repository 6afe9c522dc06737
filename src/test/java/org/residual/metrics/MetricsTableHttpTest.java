package org.residual.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.residual.support.ServiceClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.context.annotation.Bean;

/** The table of metrics in the documentation is what Prometheus is told. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@EnabledOnOs(OS.LINUX)
class MetricsTableHttpTest {
    private static final Path PAGE = Path.of("docs/operations.md");
    private static final Pattern FAMILY = Pattern.compile(
            "# HELP (residual_\\w+|process_resident_memory_bytes) (.*)\n# TYPE \\S+ (\\w+)\n((?:[^#].*\n)+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** Their values differ from service to service, or are told elsewhere. */
    private static final Set<String> OPEN =
            Set.of("model", "version", "class", "gpu", "device", "engine", "outcome", "loop");

    private final ServiceClient management;

    MetricsTableHttpTest(@LocalManagementPort int managementPort) {
        this.management = new ServiceClient(managementPort);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class WithGpu {
        @Bean
        GpuMetrics oneGpu() {
            return new GpuMetrics(List.of(new IdleGpu(0, 0, 0, 0, 0)));
        }
    }

    private record IdleGpu(int index, double utilization, double usedBytes, double totalBytes, double temperature)
            implements GpuMetrics.Gpu {}

    /** With {@code -Dmetrics.table.write} it is written. */
    @Test
    void theDocumentationDescribesEachMetricAsPrometheusIsTold() throws IOException {
        String[] around = Files.readString(PAGE).split("(?<=<!-- metrics -->\n)|(?=<!-- end of metrics -->)");
        String expected = around[0] + table() + around[around.length - 1];
        if (System.getProperty("metrics.table.write") != null) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(expected);
    }

    private String table() {
        List<MatchResult> families = await().until(
                        () -> FAMILY.matcher(management
                                        .get("/actuator/prometheus", "Accept", "text/plain")
                                        .response()
                                        .body())
                                .results()
                                .toList(),
                        found -> names(found).contains("residual_queue_images"));
        Set<String> names = names(families);
        return families.stream()
                // Micrometer adds the largest value of each histogram.
                .filter(family -> !family.group(1).endsWith("_max")
                        || !names.contains(family.group(1).replaceFirst("_max$", "")))
                .sorted(Comparator.comparing(family -> family.group(1)))
                .map(family -> "| `%s` | %s | %s | %s |\n"
                        .formatted(family.group(1), family.group(3), labels(family.group(4)), family.group(2))
                        .replace("|  |", "| |"))
                .collect(Collectors.joining(
                        "", "| metric | type | labels | meaning |\n| --- | --- | --- | --- |\n", ""));
    }

    private static Set<String> names(List<MatchResult> families) {
        return families.stream().map(family -> family.group(1)).collect(Collectors.toSet());
    }

    private static String labels(String series) {
        TreeMap<String, Set<String>> values = new TreeMap<>();
        LABEL.matcher(series)
                .results()
                .forEach(label -> values.computeIfAbsent(label.group(1), name -> new TreeSet<>())
                        .add('`' + label.group(2) + '`'));
        values.remove("le");
        return values.entrySet().stream()
                .map(label ->
                        '`' + label.getKey() + '`' + (OPEN.contains(label.getKey()) ? "" : values(label.getValue())))
                .sorted(Comparator.comparingInt(String::length))
                .collect(Collectors.joining(", "));
    }

    private static String values(Set<String> all) {
        return all.stream().collect(Collectors.joining(", ", " (", ")"));
    }
}
