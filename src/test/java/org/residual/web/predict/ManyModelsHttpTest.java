package org.residual.web.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.residual.ResidualApplication;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** A service with three of its six models loaded at a time, one of them pinned. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyModelsHttpTest {
    private static final List<String> MODELS = List.of("a", "b", "c", "d", "e");
    private static final int MOST = 3;
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));

    private ConfigurableApplicationContext context;
    private ServiceClient client;
    private ServiceClient management;

    @BeforeAll
    void start(@TempDir Path store) throws IOException {
        for (String model : MODELS) {
            copy(store.resolve(model).resolve("1"));
        }
        copy(store.resolve("main").resolve("1"));
        context = new SpringApplication(ResidualApplication.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--residual.model-store=" + store,
                        "--residual.default-model=main",
                        "--residual.store.loaded-models=" + MOST);
        client = new ServiceClient(port("local.server.port"));
        management = new ServiceClient(port("local.management.port"));
    }

    private static void copy(Path version) throws IOException {
        Files.createDirectories(version);
        for (String name : List.of("model.yaml", "weights.safetensors", "known-answer.safetensors")) {
            Files.copy(Path.of("model-store/digits-convbnnet/1", name), version.resolve(name));
        }
    }

    private int port(String key) {
        return context.getEnvironment().getRequiredProperty(key, Integer.class);
    }

    @AfterAll
    void stop() {
        context.close();
    }

    private List<JsonNode> index(String state) {
        return client.post("/v2/repository/index", "application/json", new byte[0])
                .json()
                .valueStream()
                .filter(entry -> entry.path("state").stringValue().equals(state))
                .toList();
    }

    @Test
    void everyModelAnswersThoughOnlySomeAreHeld() {
        Random random = new Random(1);
        for (int request = 0; request < 30; request++) {
            String model = MODELS.get(random.nextInt(MODELS.size()));
            Answer answer = client.predict("/models/" + model + "/predict", THREE);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("model").stringValue()).isEqualTo(model);
            assertThat(answer.json().at("/predictions/0/argmax").intValue()).isEqualTo(3);
            assertThat(index("READY")).hasSizeLessThanOrEqualTo(MOST);
        }
    }

    @Test
    void theIndexTheModelsAndTheMetricsTellWhichAreNotLoaded() {
        client.predict("/models/a/predict", THREE);
        client.predict("/models/b/predict", THREE);
        assertThat(index("READY"))
                .extracting(entry -> entry.path("name").stringValue())
                .containsExactly("a", "b", "main");
        assertThat(index("UNAVAILABLE"))
                .hasSize(3)
                .allSatisfy(
                        entry -> assertThat(entry.path("reason").stringValue()).startsWith("unloaded"));
        assertThat(client.get("/models/c").json().at("/versions/0/state").stringValue())
                .isEqualTo("unloaded");
        assertThat(client.get("/v1/models/c").status()).isEqualTo(503);
        assertThat(management.get("/actuator/prometheus").response().body())
                .contains("residual_model_state{model=\"c\",state=\"unloaded\",version=\"1\"} 1.0");
    }

    @Test
    void theProtocolsLoadOneThatIsAskedForAPrediction() throws IOException {
        String three = Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of("samples/three.png")));
        byte[] instances = ("{\"instances\": [{\"b64\": \"" + three + "\"}]}").getBytes(StandardCharsets.UTF_8);
        byte[] inputs = ("{\"inputs\": [{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\""
                        + three + "\"]}]}")
                .getBytes(StandardCharsets.UTF_8);
        for (String model : MODELS) {
            assertThat(client.post("/v1/models/" + model + ":predict", "application/json", instances)
                            .status())
                    .isEqualTo(200);
        }
        for (String model : MODELS) {
            assertThat(client.post("/v2/models/" + model + "/versions/1/infer", "application/json", inputs)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theServiceIsReadyWhileModelsAreNotLoaded() {
        client.predict("/models/e/predict", THREE);
        assertThat(client.get("/v2/health/ready").status()).isEqualTo(200);
    }

    @Test
    void anUnknownVersionOfAModelThatIsNotLoadedIsAnsweredWith404() {
        assertThat(client.predict("/models/d/versions/7/predict", THREE).status())
                .isEqualTo(404);
    }
}
