package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.InferTensorContents;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferRequest.InferInputTensor;
import org.residual.grpc.messages.ModelInferResponse;
import org.residual.kserve.KServeFiles;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;

/** The image started as by KServe: with the runtime's arguments, one model's files in a folder, and any user. */
@NeedsDocker
class KServeContainerIT {
    private static final int GRPC_PORT = 9000;
    /** An arbitrary user, as on OpenShift. */
    private static final String ARBITRARY_USER = "1000940000:0";

    private static final Path THREE = Path.of("samples/three.png");

    @TempDir
    private Path models;

    private ServiceContainer service;

    @BeforeEach
    void start(ServiceImage image) throws IOException {
        for (String name : List.of("model.yaml", "weights.safetensors", "known-answer.safetensors")) {
            Files.copy(Path.of("model-store/digits-convbnnet/1", name), models.resolve(name));
        }
        Files.setPosixFilePermissions(models, PosixFilePermissions.fromString("rwxr-xr-x"));
        service = new ServiceContainer(image)
                .withFewestRights()
                .withFolder(models, "/mnt/models")
                .withCreateContainerCmdModifier(create -> create.withUser(ARBITRARY_USER))
                .withCommand(KServeFiles.arguments("numbers"));
        service.addExposedPort(GRPC_PORT);
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop();
    }

    private static String encoded() throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(THREE));
    }

    @Test
    void answersInAllItsProtocolsUnderTheNameThatKServeGives() throws IOException {
        ServiceClient client = service.client();

        assertThat(client.get("/v1/models").response().body()).isEqualTo("{\"models\":[\"numbers\"]}");
        assertThat(client.get("/v1/models/numbers").status()).isEqualTo(200);
        assertThat(client.get("/v2/health/ready").status()).isEqualTo(200);
        assertThat(version1(client)).isEqualTo(3);
        assertThat(version2(client)).isEqualTo(3);
        assertThat(overGrpc()).isEqualTo(3);
        assertThat(client.predict("/predict", FilePart.of(THREE))
                        .json()
                        .path("model")
                        .stringValue())
                .isEqualTo("numbers");
        assertThat(service.management().get("/actuator/prometheus").status()).isEqualTo(200);
    }

    private static int version1(ServiceClient client) throws IOException {
        Answer answer =
                post(client, "/v1/models/numbers:predict", "{\"instances\": [{\"b64\": \"" + encoded() + "\"}]}");
        return answer.json().at("/predictions/0/argmax").intValue();
    }

    private static int version2(ServiceClient client) throws IOException {
        Answer answer = post(client, "/v2/models/numbers/infer", """
                {"inputs": [{"name": "image", "datatype": "BYTES", "shape": [1], "data": ["%s"]}],
                 "outputs": [{"name": "argmax"}]}""".formatted(encoded()));
        return answer.json().at("/outputs/0/data/0").intValue();
    }

    private static Answer post(ServiceClient client, String path, String body) {
        return client.post(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private long overGrpc() throws IOException {
        ManagedChannel channel = service.channel(GRPC_PORT);
        try {
            ModelInferResponse response = GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .modelInfer(ModelInferRequest.newBuilder()
                            .setModelName("numbers")
                            .addInputs(InferInputTensor.newBuilder()
                                    .setName("image")
                                    .setDatatype("BYTES")
                                    .addShape(1)
                                    .setContents(InferTensorContents.newBuilder()
                                            .addBytesContents(ByteString.copyFrom(Files.readAllBytes(THREE)))))
                            .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                                    .setName("argmax"))
                            .build());
            return response.getRawOutputContents(0)
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
        } finally {
            channel.shutdownNow();
        }
    }
}
