package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart's values: invalid ones are refused, and all are documented. */
class ChartValuesTest {
    private static final Path CHART = Chart.shipped().folder();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ports.http             | http               | /ports/http",
                "ports.management       | 70000              | /ports/management",
                "replica                | 3                  | replica",
                "image.tag              | a tag              | /image/tag",
                "modelStore.type        | floppy             | /modelStore/type",
                "modelStore.type        | s3                 | /modelStore/s3/uri",
                "modelStore.s3.uri      | https://models     | /modelStore/s3/uri",
                "modelStore.type        | initContainer      | /modelStore/initContainer/image",
                "resources.limits.memory| lots               | /resources/limits/memory",
                "shutdown.drainSeconds  | 30s                | /shutdown/drainSeconds",
                "ingress.enabled        | true               | /ingress/hosts",
                "gateway.enabled        | true               | /gateway/parentRefs",
                "fsGroup                | 10001              | fsGroup",
                "dnsPolicy              | Cluster            | /dnsPolicy",
                "ingress.path           | digits             | /ingress/path",
                "ingress.pathType       | Regex              | /ingress/pathType",
                "service.nodePorts.http | 70000              | /service/nodePorts/http",
                "autoscaling.minReplicas| -1                 | /autoscaling/minReplicas",
                "networkPolicy.egress.tokenIssuers.ports[0] | https | /networkPolicy/egress/tokenIssuers/ports/0",
                "podMonitor.scheme      | ftp                | /podMonitor/scheme",
                "autoscaling.kind       | vpa                | /autoscaling/kind",
                "serviceMonitor.intervall | 10s              | intervall",
                "access.keysSecret      | My Keys            | /access/keysSecret",
                "tls.secret             | My Certificate     | /tls/secret",
                "test.image             | curl               | /test/image",
            })
    void aWrongValueIsRefusedByName(String key, String value, String named) {
        assertThatThrownBy(() -> Chart.shipped().render("default", Map.of(key, value)))
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hpa | autoscaling.minReplicas | 11 | autoscaling.minReplicas is 11, more than autoscaling.maxReplicas, 10",
                "keda | autoscaling.keda.prometheus | '' | autoscaling.keda.prometheus is needed",
                "hpa | autoscaling.minReplicas | 0 | autoscaling.minReplicas is 0, which needs autoscaling.kind keda",
                "keda | autoscaling.minReplicas | 0 | which needs autoscaling.keda.demand.query",
                "pod-monitor | serviceMonitor.enabled | true | serviceMonitor.enabled and podMonitor.enabled are both true",
                "default | service.loadBalancerClass | internal | need service.type LoadBalancer, not ClusterIP",
                "default | service.nodePorts.http | 30080 | need service.type NodePort or LoadBalancer, not ClusterIP",
                "default | ports.http | 8081 | ports.http and ports.management are both 8081: give each a port of its own",
                "grpc | ports.grpc | 8080 | ports.http and ports.grpc are both 8080: give each a port of its own",
            })
    void valuesThatContradictEachOtherAreRefused(String variant, String key, String value, String sentence) {
        assertThatThrownBy(() -> Chart.shipped().render(variant, Map.of(key, value)))
                .hasMessageContaining(sentence);
    }

    @Test
    void theSchemaKnowsTheVeryKeysThatAreThere() {
        JsonNode schema = JsonMapper.shared().readTree(CHART.resolve("values.schema.json"));
        JsonNode values = new YAMLMapper().readTree(CHART.resolve("values.yaml"));
        assertSameKeys("", schema, schema, values);
    }

    private static void assertSameKeys(String path, JsonNode schema, JsonNode described, JsonNode values) {
        JsonNode properties = described.path("properties");
        if (!values.isObject() || properties.isMissingNode() || path.equals("/resources")) {
            return;
        }
        TreeSet<String> keys = new TreeSet<>(properties.propertyNames());
        keys.remove("global");
        assertThat(keys).as("keys of %s/", path).isEqualTo(new TreeSet<>(values.propertyNames()));
        for (String key : keys) {
            JsonNode below = properties.get(key);
            JsonNode definition =
                    below.has("$ref") ? schema.at(below.get("$ref").asString().substring(1)) : below;
            if (!definition.equals(schema.at("/definitions/resources"))) {
                assertSameKeys(path + "/" + key, schema, definition, values.get(key));
            }
        }
    }

    /** With {@code -Dhelm.readme.write} it is written. */
    @Test
    void theReadmeDescribesEachValueWithItsDefault() throws IOException {
        Path readme = CHART.resolve("README.md");
        String[] around = Files.readString(readme).split("(?<=<!-- values -->\n)|(?=<!-- end of values -->)");
        String table = ValueTable.of(Files.readAllLines(CHART.resolve("values.yaml")));
        if (System.getProperty("helm.readme.write") != null) {
            Files.writeString(readme, around[0] + table + around[around.length - 1]);
        }
        assertThat(Files.readString(readme)).isEqualTo(around[0] + table + around[around.length - 1]);
    }

    @Test
    void theChartIsOfTheVersionOfTheProject() throws IOException {
        JsonNode chart = new YAMLMapper().readTree(CHART.resolve("Chart.yaml"));
        assertThat(Files.readString(Path.of("pom.xml")))
                .containsPattern("<artifactId>residual</artifactId>\\s*<version>"
                        + chart.get("appVersion").asString() + "(-SNAPSHOT)?</version>");
    }
}
