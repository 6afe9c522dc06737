package org.residual.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart in {@code helm/residual}, in the hands of Helm's own engine. */
record Chart(Path folder) {
    static final String RELEASE = "residual";
    static final String NAMESPACE = "vision";

    private static final Path VALUES = Path.of("src/test/resources/helm");
    private static final YAMLMapper YAML = new YAMLMapper();

    static Chart shipped() {
        return new Chart(Path.of("helm/residual"));
    }

    /** The files of values that all that holds for the chart is tried with, by their names without the ending. */
    static Stream<String> variants() {
        try (Stream<Path> files = Files.list(VALUES)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", "")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path valuesOf(String variant) {
        return VALUES.resolve(variant + ".yaml");
    }

    /**
     * What Helm would send to a cluster.
     *
     * @param settings values by their paths, as with {@code --set}; they win over the variant's
     * @throws IllegalStateException with Helm's message, if it refuses the values
     */
    Manifests render(String variant, Map<String, ?> settings) {
        var template = new Helm(folder)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion("1.34.0")
                .withValuesFile(valuesOf(variant));
        settings.forEach(template::set);
        return Manifests.of(template.call());
    }

    Manifests render(String variant) {
        return render(variant, Map.of());
    }

    LintResult lint() {
        return new Helm(folder).lint().strict().call();
    }

    /** A copy whose own values are those with the variant's on top, since the engine lints with no others. */
    Chart copyWith(String variant, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(folder.relativize(file).toString()));
            }
        }
        Path values = copy.resolve("values.yaml");
        Files.writeString(values, YAML.writeValueAsString(merged(read(values), read(valuesOf(variant)))));
        return new Chart(copy);
    }

    private static ObjectNode read(Path file) {
        return (ObjectNode) YAML.readTree(file);
    }

    private static ObjectNode merged(ObjectNode values, ObjectNode others) {
        others.forEachEntry((key, other) -> values.set(
                key,
                values.get(key) instanceof ObjectNode below && other instanceof ObjectNode above
                        ? merged(below, above)
                        : other));
        return values;
    }
}
