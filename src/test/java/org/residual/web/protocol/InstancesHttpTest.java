package org.residual.web.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.store.tensor.Safetensors;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** KServe's protocol, version 1, as documented and as its clients and those of TensorFlow Serving use it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class InstancesHttpTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MODEL = "/v1/models/digits-resnet";
    private static final String PREDICT = MODEL + ":predict";
    private static final int SIDE = 32;
    private static final int IMAGE = 3 * SIDE * SIDE;
    private static final double TOLERANCE = 1e-5;

    private final ServiceClient client;

    InstancesHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    private static String encoded(String digit) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of("samples", digit + ".png")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer predict(String body) {
        return client.post(PREDICT, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode predictions(String body) {
        Answer answer = predict(body);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        return answer.json().path("predictions");
    }

    private static List<Double> logProbabilities(JsonNode prediction) {
        return prediction
                .path("log_probabilities")
                .valueStream()
                .map(JsonNode::doubleValue)
                .toList();
    }

    private static float[] knownAnswer(String tensor) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            return Safetensors.map(Path.of("model-store/digits-resnet/1/known-answer.safetensors"))
                    .get(tensor)
                    .toFloat32(manager)
                    .toFloatArray();
        }
    }

    // The service and its models.

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json"})
    void aProgramIsToldThatTheServiceIsAlive(String accepted) {
        assertThat(client.get("/", "Accept", accepted).response().body()).isEqualTo("{\"status\":\"alive\"}");
    }

    @Test
    void theModelsAreListedByName() {
        assertThat(client.get("/v1/models").response().body())
                .isEqualTo("{\"models\":[\"digits-convbnnet\",\"digits-resnet\"]}");
    }

    @Test
    void aReadyModelIsAnsweredWith200AndReadyTrue() {
        Answer answer = client.get(MODEL);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).isEqualTo("{\"name\":\"digits-resnet\",\"ready\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models/nobody", "/v1/nothing", "/v1"})
    void whatThereIsNotIsAnsweredWith404AndTheProtocolsError(String path) {
        Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.json().propertyNames()).containsExactly("error");
    }

    @Test
    void predictionsOfAnUnknownModelAreAnsweredWith404() {
        Answer answer = client.post("/v1/models/nobody:predict", "application/json", new byte[0]);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("error").stringValue()).startsWith("There is no model 'nobody'");
    }

    @Test
    void explanationsAreAnsweredWith501() {
        Answer answer = client.post(MODEL + ":explain", "application/json", new byte[0]);
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.json().path("error").stringValue()).contains("not supported");
    }

    // Encoded images.

    static Stream<String> habits() {
        String three = encoded("three");
        return Stream.of(
                // TensorFlow Serving's form of bytes, alone and under a name, as in KServe's examples of images.
                "{\"b64\": \"" + three + "\"}",
                "{\"image_bytes\": {\"b64\": \"" + three + "\"}}",
                "{\"image\": {\"b64\": \"" + three + "\"}}",
                // TorchServe's.
                "{\"data\": \"" + three + "\"}",
                "\"" + three + "\"");
    }

    @ParameterizedTest
    @MethodSource("habits")
    void anEncodedImageIsClassifiedInEveryFormThatClientsSend(String instance) {
        JsonNode prediction = predictions("{\"instances\": [" + instance + "]}").get(0);

        assertThat(prediction.path("argmax").intValue()).isEqualTo(3);
        assertThat(prediction.path("label").stringValue()).isEqualTo("3");
        assertThat(logProbabilities(prediction)).hasSize(10);
        assertThat(logProbabilities(prediction).stream().mapToDouble(Math::exp).sum())
                .isCloseTo(1, within(1e-4));
    }

    @Test
    void thereIsAPredictionForEachInstanceInTheOrderSent() {
        JsonNode predictions = predictions("{\"signature_name\": \"serving_default\", \"instances\": [{\"b64\": \""
                + encoded("three") + "\"}, {\"b64\": \"" + encoded("seven") + "\"}]}");
        assertThat(predictions
                        .valueStream()
                        .map(prediction -> prediction.path("label").stringValue()))
                .containsExactly("3", "7");
    }

    @Test
    void aPredictionIsThatOfAnUpload() {
        JsonNode prediction = predictions("{\"instances\": [{\"b64\": \"" + encoded("three") + "\"}]}")
                .get(0);
        JsonNode uploaded = client.predict("/models/digits-resnet/predict", FilePart.of(Path.of("samples/three.png")))
                .json()
                .path("predictions")
                .get(0);
        assertThat(prediction.propertyNames()).containsExactly("argmax", "label", "log_probabilities");
        assertThat(logProbabilities(prediction)).hasSize(10);
        for (int label = 0; label < 10; label++) {
            assertThat(logProbabilities(prediction).get(label))
                    .isCloseTo(logProbabilities(uploaded).get(label), within(TOLERANCE));
        }
    }

    @Test
    void aKeyComesBackWithThePrediction() {
        JsonNode predictions = predictions("{\"instances\": [{\"image_bytes\": {\"b64\": \"" + encoded("three")
                + "\"}, \"key\": \"   1\"}, {\"b64\": \"" + encoded("seven") + "\"}]}");
        assertThat(predictions.get(0).path("key").stringValue()).isEqualTo("   1");
        assertThat(predictions.get(1).has("key")).isFalse();
    }

    @Test
    void theTypeOfTheBodyDoesNotMatter() {
        byte[] body = ("{\"instances\": [{\"b64\": \"" + encoded("three") + "\"}]}").getBytes(StandardCharsets.UTF_8);
        assertThat(client.post(PREDICT, "application/x-www-form-urlencoded", body)
                        .status())
                .isEqualTo(200);
    }

    // Tensors.

    private static ArrayNode tensor(float[] values, int first) {
        ArrayNode tensor = JSON.createArrayNode();
        for (int channel = 0; channel < 3; channel++) {
            ArrayNode rows = tensor.addArray();
            for (int y = 0; y < SIDE; y++) {
                ArrayNode row = rows.addArray();
                for (int x = 0; x < SIDE; x++) {
                    row.add(values[first + (channel * SIDE + y) * SIDE + x]);
                }
            }
        }
        return tensor;
    }

    @Test
    void numbersAreImagesAsTheNetworkTakesThem() throws IOException {
        float[] images = Arrays.copyOf(knownAnswer("input"), 2 * IMAGE);
        float[] known = knownAnswer("log_probabilities");
        ObjectNode body = JSON.createObjectNode();
        body.withArray("instances").add(tensor(images, 0));
        body.withArray("instances").addObject().set("image", tensor(images, IMAGE));

        JsonNode predictions = predictions(body.toString());

        assertThat(predictions).hasSize(2);
        for (int i = 0; i < 20; i++) {
            assertThat(logProbabilities(predictions.get(i / 10)).get(i % 10)).isCloseTo(known[i], within(TOLERANCE));
        }
    }

    private static ObjectNode pixels() throws IOException {
        // The samples as stored: getRGB would convert grey ones to another colour space.
        Raster picture = ImageIO.read(Path.of("samples/three.png").toFile()).getRaster();
        ObjectNode body = JSON.createObjectNode();
        ArrayNode tensor = body.withArray("instances").addArray();
        for (int channel = 0; channel < 3; channel++) {
            ArrayNode rows = tensor.addArray();
            for (int y = 0; y < picture.getHeight(); y++) {
                ArrayNode row = rows.addArray();
                for (int x = 0; x < picture.getWidth(); x++) {
                    row.add(picture.getSample(x, y, Math.min(channel, picture.getNumBands() - 1)));
                }
            }
        }
        return body;
    }

    @Test
    void numbersArePixelsWhereTheDatatypeSaysSo() throws IOException {
        JsonNode prediction =
                predictions(pixels().put("datatype", "UINT8").toString()).get(0);
        assertThat(prediction.path("label").stringValue()).isEqualTo("3");
    }

    @Test
    void numbersThatMightBePixelsAreRefusedWhereNothingSaysWhatTheyAre() throws IOException {
        Answer answer = predict(pixels().toString());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").stringValue()).contains("\"datatype\": \"UINT8\"");
    }

    // What is refused.

    static Stream<Arguments> mistakes() {
        String three = "{\"b64\": \"" + encoded("three") + "\"}";
        return Stream.of(
                Arguments.of("", "The body is not"),
                Arguments.of("null", "null"),
                Arguments.of("[]", "a JSON object is expected"),
                Arguments.of("{", "not valid JSON"),
                Arguments.of("{}", "The body must be {\"instances\": […]}"),
                Arguments.of("{\"inputs\": [1]}", "The body must be {\"instances\": […]}"),
                Arguments.of("{\"instances\": null}", "The body must be {\"instances\": […]}"),
                Arguments.of("{\"instances\": {}}", "must be an array"),
                Arguments.of("{\"instances\": []}", "must be at least one"),
                Arguments.of("{\"instances\": [1]}", "'instances[0]' must be one image"),
                Arguments.of("{\"instances\": [null]}", "'instances[0]' must be one image"),
                Arguments.of("{\"instances\": [{}]}", "'instances[0]' must be one image"),
                Arguments.of("{\"instances\": [{\"key\": \"1\"}]}", "'instances[0]' must be one image"),
                Arguments.of("{\"instances\": [{\"b64\": 1}]}", "'instances[0]' must be one image"),
                Arguments.of("{\"instances\": [{\"a\": {\"b\": \"\"}}]}", "'instances[0]' must be one image"),
                Arguments.of("{\"instances\": [{\"a\": {\"b64\": \"\", \"c\": 1}}]}", "must be one image"),
                Arguments.of("{\"instances\": [{\"a\": \"\", \"b\": \"\"}]}", "'instances[0]' must be one image"),
                Arguments.of("{\"instances\": [" + three + ", 1]}", "'instances[1]' must be one image"),
                Arguments.of("{\"instances\": [" + three + ", [[[0.5]], [[0.5]], [[0.5]]]]}", "all be tensors"),
                Arguments.of("{\"instances\": [{\"b64\": \"*\"}]}", "base64"),
                Arguments.of("{\"instances\": [\"\"]}", "empty"),
                Arguments.of("{\"instances\": [[]]}", "[3][height][width]"),
                Arguments.of("{\"instances\": [[0.5]]}", "[3][height][width]"),
                Arguments.of("{\"instances\": [[[[[0.5]]]]]}", "[3][height][width]"),
                Arguments.of("{\"instances\": [[[[0.5, 0.5], [0.5]]]]}", "[3][height][width]"),
                Arguments.of("{\"instances\": [[[[\"a\"]]]]}", "[3][height][width]"),
                Arguments.of("{\"instances\": [[[[0.5]]]]}", "the 3 colours"),
                Arguments.of("{\"instances\": [[[[0.5]], [[0.5]], [[0.5]]]]}", "takes 32 x 32"),
                Arguments.of("{\"instances\": [[[[0.5", "not valid JSON"),
                Arguments.of("{\"datatype\": \"FP64\", \"instances\": [[[[0.5]]]]}", "FP64"),
                Arguments.of("{\"datatype\": \"UINT8\", \"instances\": [" + three + "]}", "UINT8"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsAnsweredWith400AndASentence(String body, String sentence) {
        Answer answer = predict(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.json().propertyNames()).containsExactly("error");
        assertThat(answer.json().path("error").stringValue()).contains(sentence);
    }

    @Test
    void moreImagesThanARequestMayHaveAreRefused() {
        String three = "\"" + encoded("three") + "\"";
        assertThat(predict("{\"instances\": [" + three + ("," + three).repeat(64) + "]}")
                        .json()
                        .path("error")
                        .stringValue())
                .contains("65 images", "at most 64");
    }
}
