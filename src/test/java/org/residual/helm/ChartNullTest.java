package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A value set to null is removed: the chart works without it, or reports that it is missing. */
class ChartNullTest {
    private static Stream<Arguments> keys() {
        JsonNode values = new YAMLMapper().readTree(Chart.shipped().folder().resolve("values.yaml"));
        return keys("", values)
                .flatMap(key ->
                        Stream.of("everything", "pvc", "init-container").map(variant -> Arguments.of(variant, key)));
    }

    private static Stream<String> keys(String before, JsonNode values) {
        return values.propertyStream()
                .filter(entry -> !entry.getKey().matches(".*[./].*"))
                .flatMap(entry -> Stream.concat(
                        Stream.of(before + entry.getKey()), keys(before + entry.getKey() + ".", entry.getValue())));
    }

    private static ResourceRequirements resourcesWithout(String variant, String key) {
        return Chart.shipped()
                .render(variant, Map.of(key, "null"))
                .serverContainer()
                .getResources();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void whatIsTakenAwayIsMissedByNameOrNotAtAll(String variant, String key) {
        try {
            Chart.shipped().render(variant, Map.of(key, "null"));
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining(key.substring(key.lastIndexOf('.') + 1));
            assertThat(e.getMessage()).doesNotContain("nil pointer", "YAML parse error", "executing");
        }
    }

    @Test
    void aMissingGroupIsNamed() {
        assertThatThrownBy(() -> Chart.shipped().render("default", Map.of("shutdown", "null")))
                .hasMessageContaining("shutdown");
    }

    @Test
    void withoutResourcesThereIsNeitherRequestNorLimit() {
        ResourceRequirements resources = resourcesWithout("default", "resources");
        assertThat(resources.getLimits()).isEmpty();
        assertThat(resources.getRequests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"resources", "resources.requests", "resources.limits"})
    void aGpuIsAskedForWhateverElseIs(String key) {
        ResourceRequirements resources = resourcesWithout("gpu", key);
        assertThat(resources.getLimits()).containsKey("nvidia.com/gpu");
        assertThat(resources.getRequests()).containsKey("nvidia.com/gpu");
    }

    @Test
    void theLimitOfCpusCanBeLeftOutAlone() {
        ResourceRequirements resources = resourcesWithout("default", "resources.limits.cpu");
        assertThat(resources.getLimits()).containsOnlyKeys("memory");
        assertThat(resources.getRequests()).containsOnlyKeys("cpu", "memory");
    }
}
