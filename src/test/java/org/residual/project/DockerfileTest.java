package org.residual.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The images for CPUs and for GPUs have the same metadata. No test builds the second. */
class DockerfileTest {
    private static final Pattern LABEL = Pattern.compile("org\\.opencontainers\\.image\\.([a-z.]+)=\"([^\"]*)\"");

    private static Map<String, String> labels(String stage) throws IOException {
        String lines = Arrays.stream(Files.readString(Path.of("Dockerfile")).split("(?m)^(?=FROM )"))
                .filter(part -> part.lines().findFirst().orElse("").endsWith(" AS " + stage))
                .collect(Collectors.joining());
        return LABEL.matcher(lines)
                .results()
                .collect(Collectors.toMap(
                        label -> label.group(1), (MatchResult label) -> label.group(2), (a, b) -> b, TreeMap::new));
    }

    @ParameterizedTest
    @CsvSource({"cpu, BASE_IMAGE", "gpu, GPU_BASE_IMAGE"})
    void theLabelsSayWhatTheImageWasBuiltFrom(String stage, String base) throws IOException {
        assertThat(labels(stage))
                .containsEntry("source", "$SOURCE")
                .containsEntry("url", "$URL")
                .containsEntry("created", "$CREATED")
                .containsEntry("base.name", "$" + base)
                .containsEntry("version", "$VERSION")
                .containsEntry("revision", "$REVISION");
    }
}
