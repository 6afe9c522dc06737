package org.residual.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.residual.monitoring.PrometheusServer.Verdict;
import org.residual.support.NeedsPrograms;
import tools.jackson.databind.JsonNode;

/** The files for Prometheus and Grafana by themselves. */
@NeedsPrograms
class MonitoringFilesTest {
    private static final int WIDTH = 24;
    private static final String DATASOURCE = "${datasource}";

    @Test
    void prometheusTakesItsConfigurationAndTheRules() throws IOException {
        Verdict verdict =
                PrometheusServer.promtool("", "check", "config", "--lint-fatal", "deploy/monitoring/prometheus.yml");
        assertThat(verdict.status()).as(verdict.output()).isZero();
    }

    @Test
    void alertsFireWhenTheyShouldAndNoOthersDo() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("test", "rules"));
        Monitoring.ruleTests().forEach(file -> arguments.add(file.toString()));
        Verdict verdict = PrometheusServer.promtool("", arguments.toArray(String[]::new));
        assertThat(verdict.status()).as(verdict.output()).isZero();
    }

    @Test
    void everyAlertIsTested() {
        Set<String> tested = new HashSet<>();
        Monitoring.ruleTests()
                .forEach(file -> tested.addAll(Monitoring.yaml(file).findValuesAsString("labels")));
        assertThat(tested)
                .containsExactlyInAnyOrderElementsOf(Monitoring.alerts().stream()
                        .map(alert -> "{alertname=\"" + alert.path("alert").asString() + "\"}")
                        .toList());
    }

    @Test
    void everyAlertTellsWhatToDo() throws IOException {
        List<String> sections = Files.readAllLines(Path.of("docs/operations.md"));
        for (JsonNode alert : Monitoring.alerts()) {
            String name = alert.path("alert").asString();
            assertThat(alert.at("/labels/severity").asString()).as(name).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asString()).as(name).isNotEmpty();
            assertThat(alert.at("/annotations/description").asString()).as(name).endsWith(".");
            assertThat(alert.at("/annotations/runbook").asString())
                    .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(sections).contains("### " + name);
        }
    }

    @Test
    void everyPanelSaysWhatItShowsAndInWhichUnit() {
        assertThat(Monitoring.panels()).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("title").asString()).isNotEmpty();
            assertThat(panel.path("description").asString()).endsWith(".");
            assertThat(panel.at("/fieldConfig/defaults/unit").asString()).isNotEmpty();
            assertThat(panel.at("/fieldConfig/defaults/thresholds/steps").size())
                    .isPositive();
            assertThat(panel.path("targets").size()).isPositive();
        });
        assertThat(Monitoring.panels())
                .extracting(panel -> panel.path("title").asString())
                .doesNotHaveDuplicates();
    }

    @Test
    void everyQueryAsksTheChosenDatasource() {
        assertThat(Monitoring.panels().stream()
                        .flatMap(panel -> Stream.concat(
                                Stream.of(panel), panel.path("targets").valueStream())))
                .allSatisfy(asking ->
                        assertThat(asking.at("/datasource/uid").asString()).isEqualTo(DATASOURCE));
        assertThat(Monitoring.dashboard().at("/templating/list").valueStream())
                .extracting(variable -> variable.path("name").asString())
                .containsExactly("datasource", "instance", "model");
    }

    @Test
    void idsOfPanelsAndQueriesAreUnique() {
        assertThat(Monitoring.dashboard().path("panels").valueStream())
                .extracting(panel -> panel.path("id").asInt())
                .doesNotHaveDuplicates();
        assertThat(Monitoring.panels())
                .allSatisfy(panel -> assertThat(panel.path("targets").valueStream())
                        .extracting(target -> target.path("refId").asString())
                        .doesNotHaveDuplicates());
    }

    @Test
    void panelsDoNotOverlapAndKeepToTheWidth() {
        Set<String> taken = new HashSet<>();
        Monitoring.dashboard().path("panels").forEach(panel -> {
            JsonNode place = panel.path("gridPos");
            int left = place.path("x").asInt();
            int top = place.path("y").asInt();
            assertThat(left + place.path("w").asInt()).isLessThanOrEqualTo(WIDTH);
            IntStream.range(left, left + place.path("w").asInt())
                    .forEach(x -> IntStream.range(top, top + place.path("h").asInt())
                            .forEach(y -> assertThat(taken.add(x + "," + y))
                                    .as(panel.path("title").asString())
                                    .isTrue()));
        });
    }
}
