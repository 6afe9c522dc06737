package org.residual.helm;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart in {@code helm/residual}, rendered by Helm's own engine. */
record Chart(Path folder) {
    static final String RELEASE = "residual";
    static final String NAMESPACE = "vision";

    private static final Path VALUES = Path.of("src/test/resources/helm");
    private static final String KUBERNETES = "1.34.0";
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path IN_TEST = withoutHooksAndCluster();

    static Chart shipped() {
        return new Chart(Path.of("helm/residual"));
    }

    /** The values files that every property of the chart is tested with, by their names without the extension. */
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
     * The rendered objects, including the pod of {@code helm test}.
     *
     * @param settings values by their paths, as with {@code --set}; they override the variant's
     * @throws IllegalStateException with Helm's message, if it refuses the values
     */
    Manifests render(String variant, Map<String, ?> settings) {
        var template = new Helm(IN_TEST)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .withValuesFile(valuesOf(variant));
        settings.forEach(template::set);
        return Manifests.of(template.call());
    }

    /** The notes that Helm prints after an installation. */
    String notes(String variant) {
        return new Helm(folder)
                .install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .clientOnly()
                .dryRun()
                .withDryRunOption(DryRun.CLIENT)
                .withValuesFile(valuesOf(variant))
                .call()
                .getOutput();
    }

    Manifests render(String variant) {
        return render(variant, Map.of());
    }

    LintResult lint() {
        return new Helm(folder).lint().strict().call();
    }

    /** A copy whose own values include the variant's, since the engine lints with no others. */
    Chart copyWith(String variant, Path copy) throws IOException {
        copyTo(copy);
        Path values = copy.resolve("values.yaml");
        Files.writeString(values, YAML.writeValueAsString(merged(read(values), read(valuesOf(variant)))));
        return new Chart(copy);
    }

    private void copyTo(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(folder.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /**
     * The engine's {@code template} omits hooks, so here a hook is an ordinary object. Nor does it query a cluster, so
     * here the live Deployment is the value {@code global.live}.
     */
    private static Path withoutHooksAndCluster() {
        try {
            Path copy = Files.createTempDirectory(Path.of("target"), "chart");
            shipped().copyTo(copy);
            Path test = copy.resolve("templates/tests/ready.yaml");
            Files.writeString(
                    test,
                    Files.readString(test)
                            .replaceAll("(?m)^    helm.sh/hook.*\n", "")
                            .replace("  annotations:\n", ""));
            Path helpers = copy.resolve("templates/_helpers.tpl");
            Files.writeString(
                    helpers,
                    Files.readString(helpers)
                            .replaceAll(
                                    "lookup [^()]+\\([^()]+\\)", "dig \"live\" dict (.Values.global | default dict)"));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
