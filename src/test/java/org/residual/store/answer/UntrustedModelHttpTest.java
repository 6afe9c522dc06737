package org.residual.store.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.CorruptWeights;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A model that does not reproduce its known answer is not served, and affects no other. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class UntrustedModelHttpTest {
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));

    @TempDir
    static Path store;

    private final ServiceClient client;

    UntrustedModelHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @DynamicPropertySource
    static void modelStore(DynamicPropertyRegistry properties) {
        properties.add("residual.model-store", () -> store.toString());
    }

    @BeforeAll
    static void corruptACopy() throws IOException {
        Path shipped = Path.of("model-store/digits-resnet/1");
        copy(shipped, store.resolve("digits-resnet/1"));
        CorruptWeights.addToOneWeight(copy(shipped, store.resolve("digits-resnet/2")), "conv1.weight");
        CorruptWeights.addToOneWeight(copy(shipped, store.resolve("corrupt/1")), "conv1.weight");
        // The average pooling after the last layer cancels its convolution: no answer depends on it.
        CorruptWeights.addToOneWeight(copy(shipped, store.resolve("corrupt-unseen/1")), "layers3.2.layer.weight");
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    @Test
    void itSaysByHowMuchTheAnswerWasOff() {
        JsonNode version = client.get("/models/corrupt").json().at("/versions/0");
        assertThat(version.path("state").stringValue()).isEqualTo("failed");
        assertThat(version.path("reason").stringValue())
                .contains("known answer")
                .containsPattern("off by \\d\\.\\d+")
                .containsPattern("tolerance is \\d\\.0E-5");
    }

    @Test
    void aWeightThatNoAnswerDependsOnIsNoticedByItsChecksum() {
        JsonNode version = client.get("/models/corrupt-unseen").json().at("/versions/0");
        assertThat(version.path("state").stringValue()).isEqualTo("failed");
        assertThat(version.path("reason").stringValue()).contains("SHA-256").containsPattern("off by \\d\\.\\d+");
    }

    @Test
    void itIsNotAskedForAPrediction() {
        Answer answer = client.predict("/models/corrupt/predict", THREE);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().path("type").stringValue()).isEqualTo("urn:residual:problem:model-not-ready");
        assertThat(answer.json().path("detail").stringValue()).contains("'corrupt'", "version 1", "known answer");
    }

    @Test
    void theOtherModelServesOn() {
        Answer answer = client.predict("/predict", THREE);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/predictions/0/argmax").intValue()).isEqualTo(3);
    }

    @Test
    void aHigherVersionThatIsNotTrustedLeavesTheLowerOneServing() {
        assertThat(client.get("/models/digits-resnet")
                        .json()
                        .path("serving_version")
                        .intValue())
                .isEqualTo(1);
        assertThat(client.predict("/models/digits-resnet/predict", THREE)
                        .json()
                        .path("version")
                        .intValue())
                .isEqualTo(1);
        assertThat(client.predict("/models/digits-resnet/versions/2/predict", THREE)
                        .status())
                .isEqualTo(503);
    }
}
