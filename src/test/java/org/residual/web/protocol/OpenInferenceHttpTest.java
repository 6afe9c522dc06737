package org.residual.web.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.support.NeedsOnnxRuntime;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The rules of the Open Inference Protocol and its extensions, each by name. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class OpenInferenceHttpTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MODEL = "/v2/models/digits-resnet";
    private static final String INFER = MODEL + "/infer";
    private static final int SIDE = 32;
    private static final int IMAGE = 3 * SIDE * SIDE;
    private static final int CLASSES = 10;
    private static final double TOLERANCE = 1e-5;

    private final ServiceClient client;

    OpenInferenceHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    // The request and expected answer: the shipped model's known answer.

    private static float[] knownAnswer(String tensor) throws IOException {
        StoredTensor stored = Safetensors.map(Path.of("model-store/digits-resnet/1/known-answer.safetensors"))
                .get(tensor);
        try (NDManager manager = NDManager.newBaseManager()) {
            return stored.toFloat32(manager).toFloatArray();
        }
    }

    private static float[] images(int count) throws IOException {
        return Arrays.copyOf(knownAnswer("input"), count * IMAGE);
    }

    private static ObjectNode fp32(int count) throws IOException {
        ObjectNode request = JSON.createObjectNode();
        ObjectNode input = request.putArray("inputs").addObject();
        input.put("name", "image").put("datatype", "FP32");
        input.putArray("shape").add(count).add(3).add(SIDE).add(SIDE);
        input.set("data", JSON.valueToTree(images(count)));
        return request;
    }

    private static byte[] sample(String digit) throws IOException {
        return Files.readAllBytes(Path.of("samples", digit + ".png"));
    }

    private static ObjectNode encoded(String... digits) throws IOException {
        ObjectNode request = JSON.createObjectNode();
        ObjectNode input = request.putArray("inputs").addObject();
        input.put("name", "image").put("datatype", "BYTES");
        input.putArray("shape").add(digits.length);
        for (String digit : digits) {
            input.withArray("data").add(Base64.getEncoder().encodeToString(sample(digit)));
        }
        return request;
    }

    private Answer infer(JsonNode request) {
        return client.post(INFER, "application/json", JSON.writeValueAsBytes(request));
    }

    private JsonNode answer(JsonNode request) {
        Answer answer = infer(request);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        return answer.json();
    }

    private static JsonNode output(JsonNode answer, String name) {
        return answer.path("outputs")
                .valueStream()
                .filter(output -> output.path("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Double> numbers(JsonNode array) {
        return array.valueStream().map(JsonNode::doubleValue).toList();
    }

    private static void assertKnownAnswer(List<Double> values, int count) throws IOException {
        float[] known = knownAnswer("log_probabilities");
        assertThat(values).hasSize(count * CLASSES);
        for (int i = 0; i < values.size(); i++) {
            assertThat(values.get(i)).isEqualTo(known[i], within(TOLERANCE));
        }
    }

    // Health and metadata.

    @Test
    void serverLiveIsAnsweredWith200AndLiveTrue() {
        Answer answer = client.get("/v2/health/live");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("live").booleanValue()).isTrue();
    }

    @Test
    void serverReadyIsAnsweredWith200WhereAllModelsAre() {
        Answer answer = client.get("/v2/health/ready");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("ready").booleanValue()).isTrue();
    }

    @Test
    void serverMetadataNamesServerVersionAndExtensions() {
        JsonNode metadata = client.get("/v2").json();
        assertThat(metadata.path("name").stringValue()).isEqualTo("residual");
        assertThat(metadata.path("version").stringValue()).isNotBlank();
        assertThat(metadata.path("extensions").valueStream().map(JsonNode::stringValue))
                .containsExactly(
                        "binary_tensor_data",
                        "classification",
                        "model_configuration",
                        "model_repository",
                        "statistics");
    }

    @ParameterizedTest
    @MethodSource
    void modelReadyNamesTheModel(String path) {
        Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(JSON.readTree("{'name':'digits-resnet','ready':true}".replace('\'', '"')));
    }

    static Stream<String> modelReadyNamesTheModel() {
        return Stream.of(MODEL + "/ready", MODEL + "/versions/1/ready");
    }

    @ParameterizedTest
    @MethodSource
    @NeedsOnnxRuntime
    void modelMetadataNamesTheTensorsWithMinusOneForWhatMayVary(String path) {
        JsonNode metadata = client.get(path).json();
        assertThat(metadata).isEqualTo(JSON.readTree("""
                                {"name": "digits-resnet", "versions": ["1"], "platform": "onnxruntime_resnet",
                                 "inputs": [{"name": "image", "datatype": "UINT8", "shape": [-1, 3, 32, 32],
                                             "parameters": {"datatypes": ["UINT8", "FP32", "BYTES"]}}],
                                 "outputs": [{"name": "log_probabilities", "datatype": "FP32", "shape": [-1, 10]}],
                                 "parameters": {"further_outputs": ["argmax", "evidence", "evidence_class",
                                                                    "evidence_bias", "evidence_area"]}}
                                """));
    }

    static Stream<String> modelMetadataNamesTheTensorsWithMinusOneForWhatMayVary() {
        return Stream.of(MODEL, MODEL + "/versions/1");
    }

    // Inference.

    @Test
    void allOutputsAreAnsweredWhereNoneIsNamed() throws IOException {
        JsonNode answer = answer(fp32(2));
        assertThat(answer.path("model_name").stringValue()).isEqualTo("digits-resnet");
        assertThat(answer.path("model_version").stringValue()).isEqualTo("1");
        assertThat(answer.has("id")).isFalse();
        assertThat(answer.path("outputs").size()).isEqualTo(2);
        JsonNode logProbabilities = output(answer, "log_probabilities");
        assertThat(logProbabilities.path("datatype").stringValue()).isEqualTo("FP32");
        assertThat(numbers(logProbabilities.path("shape"))).containsExactly(2.0, 10.0);
        assertKnownAnswer(numbers(logProbabilities.path("data")), 2);
        JsonNode argmax = output(answer, "argmax");
        assertThat(argmax.path("datatype").stringValue()).isEqualTo("INT64");
        assertThat(numbers(argmax.path("shape"))).containsExactly(2.0);
        float[] known = knownAnswer("log_probabilities");
        assertThat(numbers(argmax.path("data"))).containsExactly(argmax(known, 0), argmax(known, 1));
    }

    private static double argmax(float[] logProbabilities, int image) {
        return IntStream.range(0, CLASSES)
                .reduce((a, b) ->
                        logProbabilities[image * CLASSES + a] >= logProbabilities[image * CLASSES + b] ? a : b)
                .orElseThrow();
    }

    @Test
    void theIdOfTheRequestComesBack() throws IOException {
        assertThat(answer(fp32(1).put("id", "42")).path("id").stringValue()).isEqualTo("42");
    }

    @Test
    void onlyTheOutputsNamedAreAnsweredInTheirOrder() throws IOException {
        ObjectNode request = fp32(1);
        request.putArray("outputs").addObject().put("name", "argmax");
        assertThat(answer(request)
                        .path("outputs")
                        .valueStream()
                        .map(o -> o.path("name").stringValue()))
                .containsExactly("argmax");
    }

    @Test
    void aVersionMayBeNamed() throws IOException {
        Answer answer = client.post(MODEL + "/versions/1/infer", "application/json", JSON.writeValueAsBytes(fp32(1)));
        assertKnownAnswer(numbers(output(answer.json(), "log_probabilities").path("data")), 1);
    }

    @Test
    void dataMayBeNestedAsTheShapeIs() throws IOException {
        float[] images = images(2);
        float[][][][] nested = new float[2][3][SIDE][];
        for (int row = 0; row < 2 * 3 * SIDE; row++) {
            nested[row / (3 * SIDE)][row / SIDE % 3][row % SIDE] =
                    Arrays.copyOfRange(images, row * SIDE, (row + 1) * SIDE);
        }
        ObjectNode request = fp32(2);
        ((ObjectNode) request.at("/inputs/0")).set("data", JSON.valueToTree(nested));
        assertKnownAnswer(numbers(output(answer(request), "log_probabilities").path("data")), 2);
    }

    @Test
    void parametersThatNobodyKnowsAreIgnored() throws IOException {
        ObjectNode request = fp32(1);
        request.putObject("parameters").put("my_own", 3);
        ((ObjectNode) request.at("/inputs/0")).putObject("parameters").put("content_type", "np");
        assertKnownAnswer(numbers(output(answer(request), "log_probabilities").path("data")), 1);
    }

    @Test
    void uint8IsTheImageBeforeItIsPreprocessed() throws IOException {
        // The samples as stored: getRGB would convert grey ones to another colour space.
        Raster picture = ImageIO.read(Path.of("samples/three.png").toFile()).getRaster();
        ObjectNode request = JSON.createObjectNode();
        ObjectNode input = request.putArray("inputs").addObject();
        input.put("name", "image").put("datatype", "UINT8");
        input.putArray("shape").add(1).add(3).add(picture.getHeight()).add(picture.getWidth());
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                for (int x = 0; x < picture.getWidth(); x++) {
                    input.withArray("data").add(picture.getSample(x, y, Math.min(channel, picture.getNumBands() - 1)));
                }
            }
        }
        assertLikeAnUpload(numbers(output(answer(request), "log_probabilities").path("data")), "three");
    }

    private void assertLikeAnUpload(List<Double> logProbabilities, String... digits) {
        List<FilePart> parts = Stream.of(digits)
                .map(digit -> FilePart.of(Path.of("samples", digit + ".png")))
                .toList();
        List<Double> uploaded = client.predict("/models/digits-resnet/predict", parts)
                .json()
                .path("predictions")
                .valueStream()
                .flatMap(prediction -> numbers(prediction.path("log_probabilities")).stream())
                .toList();
        assertThat(logProbabilities).hasSameSizeAs(uploaded);
        for (int i = 0; i < uploaded.size(); i++) {
            assertThat(logProbabilities.get(i)).isEqualTo(uploaded.get(i), within(TOLERANCE));
        }
    }

    @Test
    void bytesAreEncodedImagesInBase64() throws IOException {
        JsonNode answer = answer(encoded("four", "nine"));
        assertThat(numbers(output(answer, "argmax").path("data"))).containsExactly(4.0, 9.0);
        assertLikeAnUpload(numbers(output(answer, "log_probabilities").path("data")), "four", "nine");
    }

    // The extension for binary tensor data.

    private static byte[] floats(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private HttpResponse<byte[]> inferBinary(ObjectNode request, byte[] data) {
        byte[] json = JSON.writeValueAsBytes(request);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json);
        body.writeBytes(data);
        return client.postForBytes(
                INFER,
                body.toByteArray(),
                "Content-Type",
                "application/octet-stream",
                "Inference-Header-Content-Length",
                Integer.toString(json.length));
    }

    private static ObjectNode binary(ObjectNode request, int bytes) {
        ObjectNode input = (ObjectNode) request.at("/inputs/0");
        input.remove("data");
        input.putObject("parameters").put("binary_data_size", bytes);
        return request;
    }

    private static List<Double> floats(byte[] bytes) {
        ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return Stream.generate(() -> (double) values.getFloat())
                .limit(bytes.length / Float.BYTES)
                .toList();
    }

    @Test
    void inputsMayBeBinaryAndOutputsJson() throws IOException {
        byte[] data = floats(images(2));
        HttpResponse<byte[]> response = inferBinary(binary(fp32(2), data.length), data);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValue("Inference-Header-Content-Length"))
                .isEmpty();
        assertKnownAnswer(
                numbers(output(JSON.readTree(response.body()), "log_probabilities")
                        .path("data")),
                2);
    }

    @Test
    void allOutputsAreBinaryIfTheRequestSaysSoAndFollowTheJsonInItsOrder() throws IOException {
        byte[] data = floats(images(2));
        ObjectNode request = binary(fp32(2), data.length);
        request.putObject("parameters").put("binary_data_output", true);
        HttpResponse<byte[]> response = inferBinary(request, data);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/octet-stream");
        int length = Integer.parseInt(
                response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        JsonNode json = JSON.readTree(Arrays.copyOf(response.body(), length));
        JsonNode logProbabilities = json.at("/outputs/0");
        assertThat(logProbabilities.path("name").stringValue()).isEqualTo("log_probabilities");
        assertThat(logProbabilities.has("data")).isFalse();
        int size = 2 * CLASSES * Float.BYTES;
        assertThat(logProbabilities.at("/parameters/binary_data_size").intValue())
                .isEqualTo(size);
        assertThat(json.at("/outputs/1/parameters/binary_data_size").intValue()).isEqualTo(2 * Long.BYTES);
        assertThat(response.body()).hasSize(length + size + 2 * Long.BYTES);
        assertKnownAnswer(floats(Arrays.copyOfRange(response.body(), length, length + size)), 2);
        ByteBuffer argmax =
                ByteBuffer.wrap(response.body(), length + size, 2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        float[] known = knownAnswer("log_probabilities");
        assertThat(List.of((double) argmax.getLong(), (double) argmax.getLong()))
                .containsExactly(argmax(known, 0), argmax(known, 1));
    }

    @Test
    void anOutputSaysForItselfWhetherItIsBinary() throws IOException {
        ObjectNode request = fp32(1);
        request.putObject("parameters").put("binary_data_output", true);
        request.putArray("outputs")
                .addObject()
                .put("name", "argmax")
                .putObject("parameters")
                .put("binary_data", false);
        assertThat(numbers(output(answer(request), "argmax").path("data"))).hasSize(1);
    }

    @Test
    void binaryBytesFollowTheirLengths() throws IOException {
        byte[] four = sample("four");
        byte[] nine = sample("nine");
        ByteBuffer data = ByteBuffer.allocate(2 * Integer.BYTES + four.length + nine.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(four.length).put(four).putInt(nine.length).put(nine);
        HttpResponse<byte[]> response = inferBinary(binary(encoded("four", "nine"), data.capacity()), data.array());
        assertThat(numbers(output(JSON.readTree(response.body()), "argmax").path("data")))
                .containsExactly(4.0, 9.0);
    }

    // The classification extension.

    @Test
    void classificationAnswersTheMostProbableClassesAsValueIndexAndLabel() throws IOException {
        ObjectNode request = encoded("seven", "two");
        request.putArray("outputs")
                .addObject()
                .put("name", "log_probabilities")
                .putObject("parameters")
                .put("classification", 3);
        JsonNode output = output(answer(request), "log_probabilities");
        assertThat(output.path("datatype").stringValue()).isEqualTo("BYTES");
        assertThat(numbers(output.path("shape"))).containsExactly(2.0, 3.0);
        List<String> classes =
                output.path("data").valueStream().map(JsonNode::stringValue).toList();
        assertThat(classes).hasSize(6).allMatch(text -> text.matches("-[0-9.E-]+:[0-9]:[0-9]"));
        assertThat(classes.get(0)).endsWith(":7:7");
        assertThat(classes.get(3)).endsWith(":2:2");
        assertThat(classes.subList(0, 3)).isSortedAccordingTo((a, b) -> Double.compare(value(b), value(a)));
    }

    private static double value(String classification) {
        return Double.parseDouble(classification.substring(0, classification.indexOf(':')));
    }

    @Test
    void classificationMayBeBinary() throws IOException {
        ObjectNode request = encoded("seven");
        ObjectNode parameters = request.putArray("outputs")
                .addObject()
                .put("name", "log_probabilities")
                .putObject("parameters");
        parameters.put("classification", 1).put("binary_data", true);
        HttpResponse<byte[]> response =
                client.postForBytes(INFER, JSON.writeValueAsBytes(request), "Content-Type", "application/json");
        int length = Integer.parseInt(
                response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        ByteBuffer element = ByteBuffer.wrap(response.body(), length, response.body().length - length)
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(element.getInt()).isEqualTo(element.remaining());
        assertThat(StandardCharsets.UTF_8.decode(element).toString()).endsWith(":7:7");
    }

    // Errors.

    private record Mistake(String what, ObjectNode request, String error) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Mistake mistake(String what, String pointer, Object value, String error) throws IOException {
        ObjectNode request = fp32(1);
        int last = pointer.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) request.at(pointer.substring(0, last));
        parent.set(pointer.substring(last + 1), JSON.valueToTree(value));
        return new Mistake(what, request, error);
    }

    static Stream<Mistake> mistakes() throws IOException {
        return Stream.of(
                mistake("no inputs", "/inputs", List.of(), "one tensor named 'image'"),
                mistake("another input", "/inputs/0/name", "picture", "picture"),
                mistake("an unknown datatype", "/inputs/0/datatype", "FP64", "FP64"),
                mistake("no datatype", "/inputs/0/datatype", null, "datatype"),
                mistake("a shape of too few dimensions", "/inputs/0/shape", List.of(3, 32, 32), "[3, 32, 32]"),
                mistake("a shape of a dimension of 0", "/inputs/0/shape", List.of(0, 3, 32, 32), "[0, 3, 32, 32]"),
                mistake("a shape of 4 colours", "/inputs/0/shape", List.of(1, 4, 32, 32), "3 colours"),
                mistake("a shape of another size", "/inputs/0/shape", List.of(1, 3, 16, 64), "takes 32 x 32"),
                mistake("a shape that is no number", "/inputs/0/shape", List.of("one"), "'inputs[0].shape[0]'"),
                mistake("too many images", "/inputs/0/shape", List.of(65, 3, 32, 32), "at most 64"),
                mistake("an enormous shape", "/inputs/0/shape", List.of(1L, 3L, 1L << 40, 32L), "shape"),
                mistake("too few elements", "/inputs/0/data", List.of(1.0, 2.0), "2 elements"),
                mistake("elements that are objects", "/inputs/0/data", List.of(Map.of()), "array of numbers"),
                mistake("data that is no array", "/inputs/0/data", 7, "array of numbers"),
                mistake("elements that are strings", "/inputs/0/data", List.of("a"), "numbers"),
                mistake("no data", "/inputs/0/data", null, "neither data nor"),
                mistake("an unknown output", "/outputs", List.of(Map.of("name", "logits")), "'logits'"),
                mistake(
                        "a classification of what is no probability",
                        "/outputs",
                        List.of(Map.of("name", "argmax", "parameters", Map.of("classification", 1))),
                        "classification"),
                mistake(
                        "a parameter of another type",
                        "/outputs",
                        List.of(Map.of("name", "argmax", "parameters", Map.of("binary_data", "yes"))),
                        "true or false"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsAnsweredWith400AndAnErrorInWords(Mistake mistake) {
        assertError(infer(mistake.request()), 400, mistake.error());
    }

    private static void assertError(Answer answer, int status, String words) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.json().propertyNames()).containsExactly("error");
        assertThat(answer.json().path("error").stringValue()).contains(words);
    }

    @Test
    void aBodyThatIsNoJsonIsAnError() {
        assertError(
                client.post(INFER, "application/json", "{".getBytes(StandardCharsets.UTF_8)), 400, "not valid JSON");
    }

    @Test
    void aBodyThatIsNullIsAnError() {
        assertError(client.post(INFER, "application/json", "null".getBytes(StandardCharsets.UTF_8)), 400, "null");
    }

    @Test
    void aValueThatIsNoNumberIsAnError() throws IOException {
        float[] images = images(1);
        images[7] = Float.NaN;
        byte[] data = floats(images);
        HttpResponse<byte[]> response = inferBinary(binary(fp32(1), data.length), data);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).path("error").stringValue()).contains("NaN");
    }

    @Test
    void tooFewBytesOfBinaryDataAreAnError() throws IOException {
        byte[] data = floats(images(1));
        HttpResponse<byte[]> response = inferBinary(binary(fp32(1), data.length), Arrays.copyOf(data, data.length - 1));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).path("error").stringValue()).contains("bytes of binary data");
    }

    @Test
    void tooManyBytesOfBinaryDataAreAnError() throws IOException {
        byte[] data = floats(images(1));
        HttpResponse<byte[]> response = inferBinary(binary(fp32(1), data.length), Arrays.copyOf(data, data.length + 1));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).path("error").stringValue()).contains("More bytes");
    }

    @Test
    void anElementThatIsNoImageIsAnErrorThatNamesIt() throws IOException {
        ObjectNode request = encoded("four", "nine");
        request.at("/inputs/0").withArray("data").set(1, "AAAA");
        assertError(infer(request), 415, "image[1]");
    }

    @Test
    void elementsThatAreNoBase64AreAnError() throws IOException {
        ObjectNode request = encoded("four");
        request.at("/inputs/0").withArray("data").set(0, "***");
        assertError(infer(request), 400, "base64");
    }

    @Test
    void anUnknownModelIsAnErrorEverywhere() {
        for (String path : List.of("/v2/models/none", "/v2/models/none/ready", "/v2/models/none/versions/1")) {
            assertError(client.get(path), 404, "none");
        }
        assertError(client.post("/v2/models/none/infer", "application/json", new byte[0]), 404, "none");
    }

    @Test
    void anUnknownVersionIsNotReadyAndAnError() {
        assertThat(client.get(MODEL + "/versions/7/ready").status()).isBetween(400, 499);
        assertError(client.get(MODEL + "/versions/7"), 404, "no version 7");
    }

    @Test
    void aPathThatIsNoneOfTheProtocolIsAnErrorOfTheProtocol() {
        assertError(client.get("/v2/nothing"), 404, "/v2/nothing");
        assertError(client.send("DELETE", MODEL, null, BodyPublishers.noBody()), 405, "DELETE");
    }
}
