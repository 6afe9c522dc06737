package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart pulls the image that docs/docker.md builds, like Docker Compose and KServe. */
class ChartImageTest {
    private static final Pattern IMAGE = Pattern.compile("(?<!urn:)residual:([A-Za-z0-9][-A-Za-z0-9_.]*)");

    private static String image(String variant) {
        return Chart.shipped().render(variant).serverContainer().getImage();
    }

    @ParameterizedTest
    @CsvSource({"default, residual", "gpu, gpu"})
    void composeBuildsTheImageThatTheChartPulls(String variant, String service) throws IOException {
        JsonNode compose = new YAMLMapper().readTree(Path.of("docker-compose.yml"));
        assertThat(compose.at("/services/" + service + "/image").asString()).isEqualTo(image(variant));
    }

    @Test
    void theDocumentationBuildsAndRunsTheImageThatTheChartPulls() throws IOException {
        assertThat(Files.readString(Path.of("docs/docker.md")))
                .contains("docker build -t " + image("default") + " .", "docker run -p 8080:8080 " + image("default"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/docker.md",
                "CONTRIBUTING.md",
                "scripts/check-on-cluster",
                "Dockerfile",
                "docker-compose.yml",
                "deploy/kserve/runtime.yaml",
                "deploy/kserve/multi-model.yaml",
                "deploy/kserve/gpu.yaml"
            })
    void everyTagIsOfThisVersion(String file) throws IOException {
        String tag = image("default").replace("residual:", "");
        List<String> known =
                Stream.of("", "-gpu", "-amd64", "-arm64").map(tag::concat).toList();
        assertThat(IMAGE.matcher(Files.readString(Path.of(file))).results().map(match -> match.group(1)))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void theTagIsWhateverTheValueSays() {
        assertThat(Chart.shipped()
                        .render("default", Map.of("image.tag", "latest"))
                        .serverContainer()
                        .getImage())
                .isEqualTo("residual:latest");
    }

    @Test
    void thoseWhoScanChartsAreToldTheImageOfTheTest() throws IOException {
        JsonNode chart = new YAMLMapper().readTree(Chart.shipped().folder().resolve("Chart.yaml"));
        JsonNode images = new YAMLMapper()
                .readTree(chart.at("/annotations").get("artifacthub.io/images").asString());
        assertThat(images.valueStream().map(image -> image.get("image").asString()))
                .containsExactly(Chart.shipped()
                        .render("default")
                        .the(Pod.class)
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage());
    }

    @Test
    void theTestIsForEachCurl() {
        assertThat(Chart.shipped()
                        .render("default")
                        .the(Pod.class)
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getArgs())
                .containsSequence("--retry", "10")
                .noneMatch(argument -> argument.matches("--[a-z-]+=.*"));
    }
}
