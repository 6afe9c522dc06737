package org.residual.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import org.residual.grpc.messages.InferParameter;
import org.residual.grpc.messages.InferTensorContents;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferRequest.InferInputTensor;
import org.residual.grpc.messages.ModelInferRequest.InferRequestedOutputTensor;
import org.residual.grpc.messages.ModelInferResponse;
import org.residual.grpc.messages.ModelMetadataRequest;
import org.residual.grpc.messages.ModelMetadataResponse;
import org.residual.grpc.messages.ModelReadyRequest;
import org.residual.grpc.messages.ServerLiveRequest;
import org.residual.grpc.messages.ServerMetadataRequest;
import org.residual.grpc.messages.ServerReadyRequest;
import org.residual.store.tensor.Safetensors;
import org.residual.support.FirstMessage;
import org.residual.support.LocalChannel;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The calls of the Open Inference Protocol, from a gRPC client. */
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {"residual.grpc.enabled=true", "residual.grpc.port=0"})
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class GrpcTest {
    private static final String MODEL = "digits-resnet";
    private static final int IMAGE = 3 * 32 * 32;
    private static final int CLASSES = 10;

    private final ManagedChannel channel;
    private final GRPCInferenceServiceBlockingStub service;

    GrpcTest(@Autowired GrpcServer server) {
        this.channel = LocalChannel.to(server.port());
        this.service = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void hangUp() {
        channel.shutdownNow();
    }

    private static float[] knownAnswer(String tensor) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            return Safetensors.map(Path.of("model-store/digits-resnet/1/known-answer.safetensors"))
                    .get(tensor)
                    .toFloat32(manager)
                    .toFloatArray();
        }
    }

    private static InferInputTensor.Builder fp32(int count) {
        return InferInputTensor.newBuilder()
                .setName("image")
                .setDatatype("FP32")
                .addAllShape(List.of((long) count, 3L, 32L, 32L));
    }

    private static ModelInferRequest raw(int count) throws IOException {
        float[] images = Arrays.copyOf(knownAnswer("input"), count * IMAGE);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * images.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(images);
        return ModelInferRequest.newBuilder()
                .setModelName(MODEL)
                .addInputs(fp32(count))
                .addRawInputContents(ByteString.copyFrom(bytes))
                .build();
    }

    private static ModelInferRequest encoded(String... digits) throws IOException {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (String digit : digits) {
            contents.addBytesContents(ByteString.copyFrom(Files.readAllBytes(Path.of("samples", digit + ".png"))));
        }
        return ModelInferRequest.newBuilder()
                .setModelName(MODEL)
                .addInputs(InferInputTensor.newBuilder()
                        .setName("image")
                        .setDatatype("BYTES")
                        .addShape(digits.length)
                        .setContents(contents))
                .build();
    }

    private static void assertKnownAnswer(ModelInferResponse response, int count) throws IOException {
        assertThat(response.getOutputs(0).getName()).isEqualTo("log_probabilities");
        assertThat(response.getOutputs(0).getDatatype()).isEqualTo("FP32");
        assertThat(response.getOutputs(0).getShapeList()).containsExactly((long) count, (long) CLASSES);
        ByteBuffer values =
                response.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] known = knownAnswer("log_probabilities");
        assertThat(values.remaining()).isEqualTo(Float.BYTES * count * CLASSES);
        for (int i = 0; i < count * CLASSES; i++) {
            assertThat(values.getFloat()).isEqualTo(known[i], within(1e-5f));
        }
    }

    private static List<Long> argmax(ModelInferResponse response) {
        ByteBuffer values =
                response.getRawOutputContents(1).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return Stream.generate(values::getLong)
                .limit(response.getOutputs(1).getShape(0))
                .toList();
    }

    @Test
    void theServerIsLiveAndReady() {
        assertThat(service.serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                .isTrue();
        assertThat(service.serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                .isTrue();
        assertThat(service.serverMetadata(ServerMetadataRequest.getDefaultInstance())
                        .getName())
                .isEqualTo("residual");
    }

    @Test
    void aModelIsReadyOrNot() {
        ModelReadyRequest.Builder request = ModelReadyRequest.newBuilder().setName(MODEL);
        assertThat(service.modelReady(request.build()).getReady()).isTrue();
        assertThat(service.modelReady(request.setVersion("1").build()).getReady())
                .isTrue();
        assertThat(service.modelReady(request.setVersion("7").build()).getReady())
                .isFalse();
    }

    @Test
    void aModelNamesItsTensors() {
        ModelMetadataResponse metadata = service.modelMetadata(
                ModelMetadataRequest.newBuilder().setName(MODEL).build());
        assertThat(metadata.getVersionsList()).containsExactly("1");
        assertThat(metadata.getInputs(0).getName()).isEqualTo("image");
        assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("UINT8");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 3L, 32L, 32L);
        assertThat(metadata.getOutputs(0).getShapeList()).containsExactly(-1L, 10L);
        assertThat(metadata.getOutputsList()).hasSize(1);
    }

    @Test
    void rawContentsAreTakenAndGiven() throws IOException {
        ModelInferResponse response = service.modelInfer(raw(3));
        assertThat(response.getModelName()).isEqualTo(MODEL);
        assertThat(response.getModelVersion()).isEqualTo("1");
        assertKnownAnswer(response, 3);
    }

    @Test
    void typedContentsAreTaken() throws IOException {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (float value : Arrays.copyOf(knownAnswer("input"), IMAGE)) {
            contents.addFp32Contents(value);
        }
        assertKnownAnswer(
                service.modelInfer(ModelInferRequest.newBuilder()
                        .setModelName(MODEL)
                        .addInputs(fp32(1).setContents(contents))
                        .build()),
                1);
    }

    @Test
    void encodedImagesAreTaken() throws IOException {
        assertThat(argmax(service.modelInfer(encoded("six", "zero")))).containsExactly(6L, 0L);
    }

    @Test
    void theIdComesBackAndTheVersionMayBeNamed() throws IOException {
        ModelInferResponse response = service.modelInfer(
                raw(1).toBuilder().setId("42").setModelVersion("1").build());
        assertThat(response.getId()).isEqualTo("42");
    }

    @Test
    void classificationIsAnsweredAsBytes() throws IOException {
        ModelInferRequest request = encoded("eight").toBuilder()
                .addOutputs(InferRequestedOutputTensor.newBuilder()
                        .setName("log_probabilities")
                        .putParameters(
                                "classification",
                                InferParameter.newBuilder().setInt64Param(1).build()))
                .build();
        ModelInferResponse response = service.modelInfer(request);
        assertThat(response.getOutputs(0).getDatatype()).isEqualTo("BYTES");
        assertThat(response.getRawOutputContents(0).substring(Integer.BYTES).toStringUtf8())
                .endsWith(":8:8");
    }

    private void assertError(ModelInferRequest request, Status.Code code, String words) {
        assertThatThrownBy(() -> service.modelInfer(request))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(code);
                    assertThat(e.getStatus().getDescription()).contains(words);
                });
    }

    @Test
    void mistakesAreAnsweredWithTheirStatus() throws IOException {
        ModelInferRequest good = raw(1);
        assertError(good.toBuilder().setModelName("none").build(), Status.Code.NOT_FOUND, "none");
        assertError(good.toBuilder().setModelVersion("7").build(), Status.Code.NOT_FOUND, "7");
        assertError(good.toBuilder().setModelVersion("latest").build(), Status.Code.INVALID_ARGUMENT, "latest");
        assertError(
                good.toBuilder().clearInputs().clearRawInputContents().build(), Status.Code.INVALID_ARGUMENT, "image");
        assertError(
                good.toBuilder().addRawInputContents(ByteString.EMPTY).build(),
                Status.Code.INVALID_ARGUMENT,
                "raw_input_contents");
        assertError(
                good.toBuilder()
                        .setInputs(
                                0,
                                fp32(1).setContents(
                                                InferTensorContents.newBuilder().addFp32Contents(1)))
                        .build(),
                Status.Code.INVALID_ARGUMENT,
                "beside");
        assertError(
                good.toBuilder().setInputs(0, fp32(2)).build(), Status.Code.INVALID_ARGUMENT, "bytes of binary data");
    }

    /** As in gRPC's table of status codes, and nothing in the log. */
    @Test
    void bytesThatAreNoMessageAreTheClientsMistake(CapturedOutput output) {
        MethodDescriptor<byte[], byte[]> infer = GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder(
                        new Bytes(), new Bytes())
                .build();
        int logged = output.getAll().length();

        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        channel, infer, CallOptions.DEFAULT, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        error -> assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL))
                .hasMessageContaining("cannot be parsed");
        assertThat(output.getAll().substring(logged)).doesNotContain(" WARN ", " ERROR ", "\tat ");
    }

    @Test
    void aMessageThatIsTooLargeIsTheClientsMistake(CapturedOutput output) {
        ModelInferRequest tooLarge = ModelInferRequest.newBuilder()
                .addRawInputContents(ByteString.copyFrom(new byte[33 << 20]))
                .build();
        int logged = output.getAll().length();

        assertThatThrownBy(() -> service.modelInfer(tooLarge)).isInstanceOf(StatusRuntimeException.class);
        assertThat(output.getAll().substring(logged)).doesNotContain(" WARN ", " ERROR ", "\tat ");
        theServerIsLiveAndReady();
    }

    /** Raw messages. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void aDeadlineThatPassesIsTold() throws IOException {
        ModelInferRequest request = raw(3);
        assertThatThrownBy(() ->
                        service.withDeadlineAfter(1, TimeUnit.MICROSECONDS).modelInfer(request))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        assertKnownAnswer(service.modelInfer(request), 3);
    }

    @Test
    void healthIsServing() {
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void reflectionNamesTheService() throws Exception {
        FirstMessage<ServerReflectionResponse> received = new FirstMessage<>();
        StreamObserver<ServerReflectionRequest> requests =
                ServerReflectionGrpc.newStub(channel).serverReflectionInfo(received);
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(received.get().getListServicesResponse().getServiceList())
                .extracting(found -> found.getName())
                .contains("inference.GRPCInferenceService", "grpc.health.v1.Health");
        requests.onCompleted();
    }
}
