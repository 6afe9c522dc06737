package org.residual.web.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.importing.Exported;
import org.residual.importing.ImportCommand;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.Statistics;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** From two exported files, with one command, to a service that answers. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "residual.default-model=shades")
class ImportedModelHttpTest {
    @TempDir
    private static Path directory;

    private final ServiceClient client;

    ImportedModelHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @DynamicPropertySource
    static void importAModel(DynamicPropertyRegistry properties) throws IOException {
        Exported exported = new Exported(
                directory,
                new ReferenceNetwork(
                        new NetworkConfiguration(Architecture.RESNET, List.of(5, 7, 9), 3, 0, Statistics.IMAGE), 11));
        Path labels = Files.write(directory.resolve("names.txt"), List.of("light", "middle", "dark"));
        Path store = directory.resolve("store");
        int exitCode = new CommandLine(new ImportCommand())
                .setOut(new PrintWriter(Writer.nullWriter()))
                .execute(
                        exported.weights().toString(),
                        "--model=shades",
                        "--known-answer=" + exported.knownAnswer(),
                        "--labels=" + labels,
                        "--size=24",
                        "--store=" + store);
        assertThat(exitCode).isZero();
        properties.add("residual.model-store", () -> store.toString());
    }

    @Test
    void itIsReady() {
        JsonNode model = client.get("/models/shades").json();
        assertThat(model.path("serving_version").intValue()).isEqualTo(1);
        assertThat(model.path("versions").path(0).path("state").stringValue()).isEqualTo("ready");
    }

    @Test
    void itAnswersWithItsLabels() {
        Answer answer = client.predict("/predict", FilePart.of(Path.of("samples/three.png")));
        assertThat(answer.status()).isEqualTo(200);
        JsonNode prediction = answer.json().path("predictions").path(0);
        assertThat(prediction.path("label").stringValue()).isIn("light", "middle", "dark");
        assertThat(prediction
                        .path("log_probabilities")
                        .valueStream()
                        .mapToDouble(value -> Math.exp(value.doubleValue()))
                        .sum())
                .isCloseTo(1, within(1e-5));
    }
}
