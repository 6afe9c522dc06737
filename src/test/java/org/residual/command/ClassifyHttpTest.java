package org.residual.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.command.Classifying.Ended;
import org.residual.support.NeedsOnnxRuntime;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code classify} gives the same answers as a running service. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@NeedsOnnxRuntime
class ClassifyHttpTest {
    private static final Path SAMPLES = Path.of("samples");
    private static final int FIRST_LOG_PROBABILITY = 6;

    @TempDir
    private Path directory;

    private final ServiceClient client;

    ClassifyHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    private List<String> classified(String output, String model) throws IOException {
        Path file = directory.resolve(output);
        Ended ended =
                Classifying.of(SAMPLES).option("--model=" + model).to(file).run();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return Files.readAllLines(file);
    }

    private JsonNode served(String model, Path image) {
        Answer answer = client.predict("/models/" + model + "/predict", FilePart.of(image));
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits-resnet", "digits-convbnnet"})
    void linesOfJsonHaveTheServicesFieldsToTheLastDigit(String model) throws IOException {
        List<String> lines = classified("answers.jsonl", model);
        List<Path> samples = samples();
        assertThat(lines).hasSize(samples.size()).hasSizeGreaterThan(10);
        for (int i = 0; i < lines.size(); i++) {
            JsonNode row = JsonMapper.shared().readTree(lines.get(i));
            JsonNode served = served(model, samples.get(i));
            JsonNode prediction = served.at("/predictions/0");
            assertThat(row.propertyNames())
                    .containsExactly("model", "version", "filename", "argmax", "label", "log_probabilities");
            assertThat(row.path("filename").asString()).isEqualTo(samples.get(i).toString());
            assertThat(row.path("model")).isEqualTo(served.path("model"));
            assertThat(row.path("version")).isEqualTo(served.path("version"));
            assertThat(row.path("argmax")).isEqualTo(prediction.path("argmax"));
            assertThat(row.path("label")).isEqualTo(prediction.path("label"));
            assertThat(row.path("log_probabilities").toString())
                    .isEqualTo(prediction.path("log_probabilities").toString());
        }
    }

    @Test
    void commaSeparatedValuesAreTheServicesFloats() throws IOException {
        List<String> lines = classified("answers.csv", "digits-resnet");
        List<Path> samples = samples();
        assertThat(lines.get(0)).startsWith("filename,model,version,argmax,label,error,log_probability_0,");
        for (int i = 0; i < samples.size(); i++) {
            String[] fields = lines.get(i + 1).split(",", -1);
            JsonNode prediction = served("digits-resnet", samples.get(i)).at("/predictions/0");
            for (int c = 0; c < 10; c++) {
                assertThat(Float.parseFloat(fields[FIRST_LOG_PROBABILITY + c]))
                        .isEqualTo(prediction.at("/log_probabilities/" + c).floatValue());
            }
        }
    }

    @Test
    void brokenImagesAreToldTheServicesSentences() throws IOException {
        byte[] cut = new byte[40];
        System.arraycopy(Files.readAllBytes(Path.of("samples/three.png")), 0, cut, 0, cut.length);
        Path broken = directory.resolve("broken");
        Files.createDirectories(broken);
        Files.write(broken.resolve("cut.png"), cut);
        Files.write(broken.resolve("empty.png"), new byte[0]);
        Files.writeString(broken.resolve("text.png"), "no image");
        Path output = directory.resolve("answers.jsonl");
        assertThat(Classifying.of(broken).to(output).run().exitCode()).isEqualTo(3);
        List<String> lines = Files.readAllLines(output);
        assertThat(lines).hasSize(3);
        for (String line : lines) {
            JsonNode row = JsonMapper.shared().readTree(line);
            Path image = Path.of(row.path("filename").asString());
            Answer answer = client.predict("/models/digits-convbnnet/predict", FilePart.of(image));
            assertThat(answer.json().path("detail").asString())
                    .isEqualTo(image.getFileName() + ": " + row.path("error").asString());
        }
    }
}
