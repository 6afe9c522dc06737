package org.residual.web.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.grpc.GrpcServer;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import org.residual.grpc.messages.InferParameter;
import org.residual.grpc.messages.InferTensorContents;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferRequest.InferInputTensor;
import org.residual.grpc.messages.ModelInferRequest.InferRequestedOutputTensor;
import org.residual.grpc.messages.ModelInferResponse;
import org.residual.support.LocalChannel;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Evidence in the Open Inference Protocol, compared with that of {@code /predict}. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.grpc.enabled=true", "residual.grpc.port=0"})
class EvidenceTensorsTest {
    private static final String MODEL = "digits-convbnnet";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> DIGITS = List.of("three", "five");
    private static final int CLASSES = 2;
    private static final int SIDE = 3;

    private final ServiceClient client;
    private final ManagedChannel channel;
    private final GRPCInferenceServiceBlockingStub service;

    EvidenceTensorsTest(@LocalServerPort int port, @Autowired GrpcServer server) {
        this.client = new ServiceClient(port);
        this.channel = LocalChannel.to(server.port());
        this.service = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void hangUp() {
        channel.shutdownNow();
    }

    private static byte[] sample(String digit) {
        try {
            return Files.readAllBytes(Path.of("samples", digit + ".png"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode request(String... outputs) {
        ObjectNode request = JSON.createObjectNode();
        ObjectNode input = request.putArray("inputs").addObject();
        input.put("name", "image").put("datatype", "BYTES");
        input.putArray("shape").add(DIGITS.size());
        ArrayNode data = input.putArray("data");
        DIGITS.forEach(digit -> data.add(Base64.getEncoder().encodeToString(sample(digit))));
        ArrayNode wanted = request.putArray("outputs");
        List.of(outputs).forEach(name -> wanted.addObject().put("name", name));
        return request;
    }

    private static ObjectNode withClasses(ObjectNode request, Object classes) {
        request.putObject("parameters").set("evidence_classes", JSON.valueToTree(classes));
        return request;
    }

    private Answer infer(JsonNode request) {
        return client.post("/v2/models/" + MODEL + "/infer", "application/json", JSON.writeValueAsBytes(request));
    }

    private static List<Double> numbers(JsonNode array) {
        return array.valueStream().map(JsonNode::doubleValue).toList();
    }

    private JsonNode predictions() {
        List<FilePart> parts = DIGITS.stream()
                .map(digit -> FilePart.image(digit, sample(digit)))
                .toList();
        return client.predict("/models/" + MODEL + "/predict?evidence=" + CLASSES, parts)
                .json()
                .path("predictions");
    }

    /** All contributions, image after image, class after class, row after row. */
    private double[] contributions() {
        return predictions()
                .valueStream()
                .flatMap(prediction -> prediction.at("/evidence/classes").valueStream())
                .flatMap(ofClass -> ofClass.path("contributions").valueStream())
                .flatMap(JsonNode::valueStream)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    @Test
    void jsonHasTheTensorsThatAreNamed() {
        JsonNode answer = infer(withClasses(
                        request("evidence", "argmax", "evidence_class", "evidence_bias", "evidence_area"), CLASSES))
                .json();
        JsonNode outputs = answer.path("outputs");
        assertThat(outputs.valueStream().map(output -> output.path("name").stringValue()))
                .containsExactly("evidence", "argmax", "evidence_class", "evidence_bias", "evidence_area");
        assertThat(outputs.at("/0/datatype").stringValue()).isEqualTo("FP32");
        assertThat(outputs.at("/0/shape")).isEqualTo(JSON.valueToTree(List.of(DIGITS.size(), CLASSES, SIDE, SIDE)));
        assertThat(numbers(outputs.at("/0/data")).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .containsExactly(contributions(), within(1e-6));
        assertThat(outputs.at("/2/shape")).isEqualTo(JSON.valueToTree(List.of(DIGITS.size(), CLASSES)));
        assertThat(outputs.at("/3/shape")).isEqualTo(JSON.valueToTree(List.of(DIGITS.size(), CLASSES)));
        assertThat(outputs.at("/4/shape")).isEqualTo(JSON.valueToTree(List.of(DIGITS.size(), 4)));
        int next = 0;
        for (JsonNode prediction : predictions()) {
            for (JsonNode ofClass : prediction.at("/evidence/classes")) {
                assertThat(outputs.at("/2/data").path(next)).isEqualTo(ofClass.path("class"));
                assertThat(outputs.at("/3/data").path(next).doubleValue())
                        .isEqualTo(ofClass.path("bias").doubleValue(), within(1e-6));
                next++;
            }
        }
        JsonNode area = predictions().path(1).at("/evidence/area");
        assertThat(numbers(outputs.at("/4/data")).subList(4, 8))
                .containsExactly(
                        area.path("left").doubleValue(),
                        area.path("top").doubleValue(),
                        area.path("width").doubleValue(),
                        area.path("height").doubleValue());
    }

    @Test
    void aRequestThatNamesNoneGetsNone() {
        ObjectNode request = request();
        request.remove("outputs");
        assertThat(infer(request)
                        .json()
                        .path("outputs")
                        .valueStream()
                        .map(output -> output.path("name").stringValue()))
                .containsExactly("log_probabilities", "argmax");
    }

    @Test
    void binaryDataHasTheSameNumbers() {
        ObjectNode request = withClasses(request("evidence"), CLASSES);
        ((ObjectNode) request.path("parameters")).put("binary_data_output", true);
        HttpResponse<byte[]> answer = client.postForBytes(
                "/v2/models/" + MODEL + "/infer", JSON.writeValueAsBytes(request), "Content-Type", "application/json");
        int text = Integer.parseInt(
                answer.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        JsonNode output = JSON.readTree(new String(answer.body(), 0, text, StandardCharsets.UTF_8))
                .at("/outputs/0");
        ByteBuffer binary = ByteBuffer.wrap(answer.body(), text, answer.body().length - text);
        assertThat(output.at("/parameters/binary_data_size").intValue()).isEqualTo(binary.remaining());
        assertContributions(binary);
    }

    private void assertContributions(ByteBuffer binary) {
        double[] expected = contributions();
        assertThat(binary.remaining()).isEqualTo(Float.BYTES * expected.length);
        binary.order(ByteOrder.LITTLE_ENDIAN);
        for (double contribution : expected) {
            assertThat((double) binary.getFloat()).isEqualTo(contribution, within(1e-6));
        }
    }

    private static ModelInferRequest.Builder message(String... outputs) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        DIGITS.forEach(digit -> contents.addBytesContents(ByteString.copyFrom(sample(digit))));
        ModelInferRequest.Builder message = ModelInferRequest.newBuilder()
                .setModelName(MODEL)
                .addInputs(InferInputTensor.newBuilder()
                        .setName("image")
                        .setDatatype("BYTES")
                        .addShape(DIGITS.size())
                        .setContents(contents));
        List.of(outputs)
                .forEach(name -> message.addOutputs(
                        InferRequestedOutputTensor.newBuilder().setName(name)));
        return message;
    }

    private static InferParameter number(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    @Test
    void grpcHasTheSameNumbers() {
        ModelInferResponse response = service.modelInfer(message("evidence")
                .putParameters("evidence_classes", number(CLASSES))
                .build());
        assertThat(response.getOutputs(0).getShapeList())
                .containsExactly((long) DIGITS.size(), (long) CLASSES, (long) SIDE, (long) SIDE);
        assertContributions(response.getRawOutputContents(0).asReadOnlyByteBuffer());
    }

    @Test
    void withoutANumberItIsOfTheMostProbableClass() {
        ModelInferResponse response = service.modelInfer(message("evidence").build());
        assertThat(response.getOutputs(0).getShapeList())
                .containsExactly((long) DIGITS.size(), 1L, (long) SIDE, (long) SIDE);
    }

    @ParameterizedTest
    @CsvSource({"0, 1 to 10", "11, 1 to 10", "-1, 1 to 10"})
    void aNumberOutOfRangeIsRefused(long classes, String words) {
        Answer answer = infer(withClasses(request("evidence"), classes));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").stringValue()).contains("'evidence_classes' is " + classes, words);
        assertThatThrownBy(() -> service.modelInfer(message("evidence")
                        .putParameters("evidence_classes", number(classes))
                        .build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }

    @Test
    void aNumberOfNoKindIsRefused() {
        Answer answer = infer(withClasses(request("evidence"), "two"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").stringValue()).contains("'two'", "whole number");
    }

    @Test
    void aNumberWithoutTheOutputIsRefused() {
        Answer answer = infer(withClasses(request("argmax"), 1));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").stringValue()).contains("'evidence_classes'", "'evidence'");
    }
}
