package org.residual.web.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.NeedsOnnxRuntime;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Triton's extensions of the protocol over HTTP, as documented and as its clients use them. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "residual.predictors.count=2",
            "residual.predictors.batch.images=8",
            "residual.predictors.batch.delay=3ms",
            "residual.limits.images=16"
        })
class TritonHttpTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MODEL = "/v2/models/digits-resnet";
    private static final String INFER = MODEL + "/infer";
    private static final String LOAD = "/v2/repository/models/digits-convbnnet/load";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final ServiceClient client;

    TritonHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode three() throws IOException {
        return (ObjectNode) JSON.readTree(
                """
                {"inputs": [{"name": "image", "datatype": "BYTES", "shape": [1], "data": ["%s"]}],
                 "outputs": [{"name": "argmax"}]}
                """.formatted(Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of("samples/three.png")))));
    }

    private Answer infer(JsonNode request) {
        return client.post(INFER, "application/json", JSON.writeValueAsBytes(request));
    }

    private static void assertError(Answer answer, int status, String words) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.json().propertyNames()).containsExactly("error");
        assertThat(answer.json().path("error").stringValue()).contains(words);
    }

    // Configuration and statistics.

    @ParameterizedTest
    @ValueSource(strings = {MODEL + "/config", MODEL + "/versions/1/config"})
    @NeedsOnnxRuntime
    void theConfigurationIsWhatTheServiceWasConfiguredWith(String path) {
        JsonNode configuration = client.get(path).json();
        assertThat(configuration).isEqualTo(JSON.readTree("""
                {"name": "digits-resnet", "platform": "onnxruntime_resnet", "backend": "onnxruntime",
                 "max_batch_size": 16,
                 "input": [{"name": "image", "data_type": "TYPE_UINT8", "format": "FORMAT_NCHW", "dims": [3, 32, 32]}],
                 "output": [{"name": "log_probabilities", "data_type": "TYPE_FP32", "dims": [10],
                             "label_filename": "labels.txt"}],
                 "instance_group": [{"name": "cpu", "kind": "KIND_CPU", "count": 2}],
                 "dynamic_batching": {"preferred_batch_size": [8], "max_queue_delay_microseconds": 3000,
                                      "default_queue_policy": {"max_queue_size": 0}},
                 "parameters": {"image.datatypes": {"string_value": "UINT8,FP32,BYTES"},
                                "further_outputs": {
                                    "string_value": "argmax,evidence,evidence_class,evidence_bias,evidence_area"}}}
                """));
    }

    private JsonNode statistics() {
        return client.get(MODEL + "/versions/1/stats").json().at("/model_stats/0");
    }

    @Test
    void statisticsCountImagesRequestsAndTheirTime() throws IOException {
        JsonNode before = statistics();
        ObjectNode request = three();
        ObjectNode input = (ObjectNode) request.at("/inputs/0");
        input.putArray("shape").add(2);
        input.withArray("data").add(input.at("/data/0"));
        long start = System.currentTimeMillis();
        assertThat(infer(request).status()).isEqualTo(200);
        JsonNode after = statistics();

        assertThat(added(before, after, "/inference_count")).isEqualTo(2);
        assertThat(added(before, after, "/execution_count")).isBetween(1L, 2L);
        assertThat(after.path("last_inference").longValue()).isBetween(start, System.currentTimeMillis());
        for (String part : new String[] {"success", "queue", "compute_input", "compute_infer", "compute_output"}) {
            assertThat(added(before, after, "/inference_stats/" + part + "/count"))
                    .as(part)
                    .isEqualTo(1);
            assertThat(added(before, after, "/inference_stats/" + part + "/ns"))
                    .as(part)
                    .isPositive();
        }
        assertThat(added(before, after, "/inference_stats/fail/count")).isZero();
    }

    @Test
    void statisticsCountBatchesOfEachSize() throws IOException {
        assertThat(infer(three()).status()).isEqualTo(200);

        JsonNode all = statistics();
        assertThat(all.path("batch_stats")).isNotEmpty();
        long batches = 0;
        long images = 0;
        for (JsonNode size : all.path("batch_stats")) {
            long count = size.at("/compute_infer/count").longValue();
            batches += count;
            images += count * size.path("batch_size").longValue();
            assertThat(size.at("/compute_infer/ns").longValue()).isPositive();
        }
        assertThat(batches).isEqualTo(all.path("execution_count").longValue());
        assertThat(images).isEqualTo(all.path("inference_count").longValue());
    }

    @Test
    void statisticsCountWhatFailed() throws IOException {
        JsonNode before = statistics();
        ObjectNode request = three();
        ((ObjectNode) request.at("/inputs/0")).putArray("data").add("AAAA");
        assertThat(infer(request).status()).isEqualTo(415);
        JsonNode after = statistics();

        assertThat(added(before, after, "/inference_stats/fail/count")).isEqualTo(1);
        assertThat(added(before, after, "/inference_stats/fail/ns")).isPositive();
        assertThat(added(before, after, "/inference_stats/success/count")).isZero();
    }

    private static long added(JsonNode before, JsonNode after, String number) {
        return after.at(number).longValue() - before.at(number).longValue();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/stats, digits-convbnnet digits-resnet",
        "/v2/models/digits-resnet/stats, digits-resnet",
        "/v2/models/digits-resnet/versions/1/stats, digits-resnet"
    })
    void statisticsAreOfAllModelsOfOneOrOfOneVersion(String path, String models) {
        assertThat(client.get(path)
                        .json()
                        .path("model_stats")
                        .valueStream()
                        .map(each -> each.path("name").stringValue()))
                .containsExactlyInAnyOrder(models.split(" "));
    }

    @Test
    void whatIsNotThereHasNeitherConfigurationNorStatistics() {
        assertError(client.get("/v2/models/none/config"), 404, "none");
        assertError(client.get(MODEL + "/versions/7/config"), 404, "no version 7");
        assertError(client.get("/v2/models/none/stats"), 404, "none");
        assertError(client.get(MODEL + "/versions/7/stats"), 404, "no version 7");
    }

    @Test
    void theServerIsDescribedWithASlashAtTheEndToo() {
        assertThat(client.get("/v2/").json()).isEqualTo(client.get("/v2").json());
    }

    // What is not supported.

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/systemsharedmemory/status, Shared memory",
        "GET, /v2/systemsharedmemory/region/r/status, Shared memory",
        "POST, /v2/systemsharedmemory/region/r/register, Shared memory",
        "POST, /v2/systemsharedmemory/unregister, Shared memory",
        "POST, /v2/cudasharedmemory/region/r/register, Shared memory",
        "GET, /v2/trace/setting, Trace settings",
        "POST, /v2/models/digits-resnet/trace/setting, Trace settings",
        "GET, /v2/logging, Log settings",
        "POST, /v2/logging, Log settings"
    })
    void extensionsThatAreNotSpokenAreRefusedInWords(String method, String path, String words) {
        Answer answer = method.equals("GET") ? client.get(path) : client.post(path, "application/json", bytes("{}"));
        assertError(answer, 501, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/parameters          | {\"sequence_id\": 7}               | Sequences",
                "/parameters          | {\"sequence_id\": \"seven\"}       | Sequences",
                "/parameters          | {\"sequence_start\": true}         | Sequences",
                "/parameters          | {\"priority\": 1}                  | Priorities",
                "/parameters          | {\"timeout\": -1}                  | microseconds",
                "/parameters          | {\"timeout\": \"soon\"}            | whole number",
                "/inputs/0/parameters | {\"shared_memory_region\": \"r\"}  | Shared memory",
                "/outputs/0/parameters | {\"shared_memory_region\": \"r\"} | Shared memory"
            })
    void aParameterThatCannotBeHonouredIsRefusedInWords(String pointer, String parameters, String words)
            throws IOException {
        ObjectNode request = three();
        int last = pointer.lastIndexOf('/');
        ((ObjectNode) request.at(pointer.substring(0, last)))
                .set(pointer.substring(last + 1), JSON.readTree(parameters));
        assertError(infer(request), 400, words);
    }

    @Test
    void parametersThatAskForNothingAreTaken() throws IOException {
        ObjectNode request = three();
        request.set("parameters", JSON.readTree("""
                {"sequence_id": 0, "sequence_start": false, "sequence_end": false, "priority": 0, "timeout": 0,
                 "binary_data_output": false, "my_own": "any"}
                """));
        assertThat(infer(request).status()).isEqualTo(200);
    }

    @Test
    void theTimeoutIsInMicroseconds() throws IOException {
        ObjectNode request = three();
        request.putObject("parameters").put("timeout", 1);
        assertThat(infer(request).status()).isEqualTo(504);
        request.putObject("parameters").put("timeout", 5_000_000);
        assertThat(infer(request).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"config\": \"{}\"}", "{\"file:1/model.onnx\": \"AAAA\", \"config\": \"{}\"}"})
    void aModelIsLoadedAsItLiesInTheStoreAlone(String parameters) {
        assertError(
                client.post(LOAD, "application/json", bytes("{\"parameters\": " + parameters + "}")),
                400,
                "as it is in the model store");
    }

    @Test
    void aFileIsRefusedBeforeItIsRead() {
        byte[] start = bytes("{\"parameters\": {\"file:1/model.onnx\": \"");
        byte[] body = new byte[1 << 20];
        Arrays.fill(body, (byte) 'A');
        System.arraycopy(start, 0, body, 0, start.length);
        assertError(client.post(LOAD, "application/json", body), 400, "as it is in the model store");
    }

    // Raw binary requests.

    private HttpResponse<byte[]> raw(byte[] body) {
        return client.postForBytes(INFER, body, "Inference-Header-Content-Length", "0");
    }

    /** The last output is argmax, in 8 bytes. */
    private static long argmax(HttpResponse<byte[]> response) {
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        assertThat(response.headers().firstValue("Inference-Header-Content-Length"))
                .isPresent();
        return ByteBuffer.wrap(response.body())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong(response.body().length - Long.BYTES);
    }

    @Test
    void anImageAloneIsARequest() throws IOException {
        assertThat(argmax(raw(Files.readAllBytes(Path.of("samples/seven.png")))))
                .isEqualTo(7);
    }

    @Test
    void pixelsAloneAreARequest() throws IOException {
        BufferedImage seven = ImageIO.read(new File("samples/seven.png"));
        BufferedImage sized = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = sized.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(seven, 0, 0, 32, 32, null);
        graphics.dispose();
        byte[] grey = ((DataBufferByte) sized.getRaster().getDataBuffer()).getData();
        ByteBuffer pixels =
                ByteBuffer.allocate(3 * grey.length).put(grey).put(grey).put(grey);
        assertThat(argmax(raw(pixels.array()))).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3 * 32 * 32 + 1})
    void bytesAloneThatAreNeitherAreRefusedInWords(int length) {
        HttpResponse<byte[]> response = raw(new byte[length]);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("an encoded image, or 3072 bytes");
    }

    // Compressed requests and answers.

    private static byte[] packed(String coding, byte[] body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream packing = switch (coding) {
            case "gzip" -> new GZIPOutputStream(packed);
            case "deflate" -> new DeflaterOutputStream(packed);
            default -> new DeflaterOutputStream(packed, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
        }) {
            packing.write(body);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"gzip, gzip", "deflate, deflate", "deflate, raw deflate"})
    void aCompressedRequestIsUnpacked(String said, String sent) throws IOException {
        Answer answer = client.post(
                INFER, "application/json", packed(sent, JSON.writeValueAsBytes(three())), "Content-Encoding", said);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().at("/outputs/0/data/0").intValue()).isEqualTo(3);
    }

    @Test
    void binaryDataIsUnpackedToo() throws IOException {
        byte[] image = Files.readAllBytes(Path.of("samples/seven.png"));
        assertThat(argmax(client.postForBytes(
                        INFER,
                        packed("gzip", image),
                        "Inference-Header-Content-Length",
                        "0",
                        "Content-Encoding",
                        "gzip")))
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/models/digits-resnet/infer", "/v2/repository/index", "/predict"})
    void aBodyThatIsNotCompressedAsItSaysIsRefused(String path) throws IOException {
        byte[] cut = Arrays.copyOf(packed("gzip", new byte[100_000]), 40);
        for (byte[] body : List.of(bytes("{}"), cut)) {
            Answer answer = client.post(path, "image/png", body, "Content-Encoding", "gzip");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.response().body()).contains("does not match its Content-Encoding 'gzip'");
        }
    }

    @ParameterizedTest
    @CsvSource({"gzip, /v2/models/digits-resnet/infer", "deflate, /predict"})
    void aBodyThatBecomesTooLargeIsRefused(String coding, String path) throws IOException {
        byte[] bomb = packed(coding, new byte[33 << 20]);
        assertThat(bomb.length).isLessThan(40_000);
        Answer answer = client.post(path, "image/png", bomb, "Content-Encoding", coding);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(client.get("/v2/health/ready").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theAnswerIsCompressedAsTheOnlyCodingAcceptedSays(boolean binary) throws IOException {
        ObjectNode request = three();
        request.putObject("parameters").put("binary_data_output", binary);
        byte[] plain = client.postForBytes(INFER, JSON.writeValueAsBytes(request), "Accept-Encoding", "identity")
                .body();
        HttpResponse<byte[]> gzip =
                client.postForBytes(INFER, JSON.writeValueAsBytes(request), "Accept-Encoding", "gzip");
        assertThat(gzip.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .isEqualTo(plain);
        HttpResponse<byte[]> deflate =
                client.postForBytes(INFER, JSON.writeValueAsBytes(request), "Accept-Encoding", "deflate");
        assertThat(deflate.headers().firstValue("Content-Encoding")).hasValue("deflate");
        assertThat(new InflaterInputStream(new ByteArrayInputStream(deflate.body())).readAllBytes())
                .isEqualTo(plain);
    }

    // Curl's default media type.

    @Test
    void aBodyIsReadAsTheProtocolsWhateverTypeItSays() throws IOException {
        assertThat(client.post(INFER, FORM, JSON.writeValueAsBytes(three()))
                        .json()
                        .at("/outputs/0/data/0")
                        .intValue())
                .isEqualTo(3);
        assertThat(client.post("/v2/repository/index", FORM, bytes("{\"ready\": true}"))
                        .json())
                .hasSize(2);
        assertThat(client.post(LOAD, FORM, bytes("{}")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                    | object",
                "{\"ready\": \"yes\"}  | 'ready'",
                "{\"parameters\": []}  | 'parameters'",
                "{                     | not valid JSON"
            })
    void aRequestToTheRepositoryThatIsNoneIsRefusedInWords(String body, String words) {
        assertError(client.post("/v2/repository/index", "application/json", bytes(body)), 400, words);
    }
}
