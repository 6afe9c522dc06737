package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** On machines with other languages: a Turkish I has its dot in lower case too, and digits are Arabic in Egypt. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LocaleTest {
    private static final String SHIPPED = "model-store/digits-convbnnet/1/weights.safetensors";

    @TempDir
    private Path directory;

    private record Run(int exitCode, String output) {}

    private Run run(Map<String, String> environment, List<String> javaOptions, String... arguments)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(javaOptions);
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.residual.ResidualApplication"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    @ParameterizedTest
    @CsvSource({"tr, TR", "ar, EG"})
    void whatIsTrainedAndImportedIsServedThere(String language, String country) throws Exception {
        List<String> locale = List.of("-Duser.language=" + language, "-Duser.country=" + country);
        Path version = directory.resolve(Models.DIGITS).resolve("1");
        Run training = run(
                Map.of(),
                locale,
                "train",
                "--data=samples/digits.png",
                "--output=" + version,
                "--architecture=resnet",
                "--channels=4,6",
                "--size=12",
                "--epochs=1",
                "--batch-size=512");
        assertThat(training.exitCode()).as(training.output()).isZero();
        assertThat(training.output()).contains("epoch 1 of 1").contains("10 classes");
        assertThat(Files.readAllLines(version.resolve("model.yaml")))
                .contains("architecture: resnet", "channels: [4, 6]", "statistics: image", "  color: rgb");

        Run imported = run(Map.of(), locale, "import", SHIPPED, "--model=letters", "--size=40", "--store=" + directory);
        assertThat(imported.exitCode()).as(imported.output()).isZero();
        assertThat(imported.output()).contains("convbnnet, channels [10, 20, 40, 60, 80], 10 classes");

        try (ServiceProcess service =
                ServiceProcess.of(directory).java(locale.toArray(String[]::new)).start()) {
            JsonNode models = service.client().get("/models").json().path("models");
            assertThat(models.findValuesAsString("state")).containsExactly("ready", "ready");
            assertThat(models.findValuesAsString("statistics")).containsExactly("image", "image");
            assertThat(models.findValuesAsString("architecture")).containsExactly("resnet", "convbnnet");
            assertThat(service.management()
                            .get("/actuator/prometheus")
                            .response()
                            .body())
                    .contains("residual_model_state{model=\"digits\",state=\"failed\",version=\"1\"} 0");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderWhoseNameCannotBeReadBecomesNoLabel() throws Exception {
        // Its name is in UTF-8, which not every process can use for file names.
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        "d=\"$1/$(printf 'gr\\303\\274n')\"; mkdir -p \"$d\" && cp samples/three.png \"$d\"",
                        "sh",
                        directory.resolve("photos").toString())
                .inheritIO()
                .start();
        assertThat(shell.waitFor()).isZero();
        Path version = directory.resolve(Models.DIGITS).resolve("1");
        Run training = run(
                Map.of("LC_ALL", "C"),
                List.of("-Dfile.encoding=UTF-8"),
                "train",
                "--data=" + directory.resolve("photos"),
                "--output=" + version,
                "--architecture=resnet",
                "--channels=4,6",
                "--size=12",
                "--epochs=1");
        assertThat(training.exitCode()).isEqualTo(2);
        assertThat(training.output())
                .contains("is not in this system's encoding")
                .contains("set LC_ALL=C.UTF-8");
        assertThat(version).doesNotExist();
    }
}
