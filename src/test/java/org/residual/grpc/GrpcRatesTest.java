package org.residual.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.RetryInfo;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.residual.access.KeyHash;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ServerMetadataRequest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The rate limit of a key applies to gRPC clients, who are told when to retry. */
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {"residual.grpc.enabled=true", "residual.grpc.port=0"})
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class GrpcRatesTest {
    /** One of each: a request uses up the burst. */
    private static final List<String> KEYS = List.of("refused", "patient", "streaming");

    private final GrpcServer server;

    GrpcRatesTest(@Autowired GrpcServer server) {
        this.server = server;
    }

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry registry) {
        for (String key : KEYS) {
            String settings = "residual.access.keys." + key;
            registry.add(settings + ".sha256", () -> KeyHash.of("the key " + key));
            registry.add(settings + ".scopes", () -> "predict");
            registry.add(settings + ".rate.per-second", () -> key.equals("patient") ? "2" : "0.001");
            registry.add(settings + ".rate.burst", () -> "1");
        }
    }

    private ManagedChannel channel(Map<String, ?> configuration) {
        return Grpc.newChannelBuilder("localhost:" + server.port(), InsecureChannelCredentials.create())
                .defaultServiceConfig(configuration)
                .build();
    }

    private static GRPCInferenceServiceBlockingStub stub(ManagedChannel channel, String key) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER), "the key " + key);
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Test
    void aRefusalSaysWhenToTryAgain() throws Exception {
        ManagedChannel channel = channel(Map.of());
        try {
            GRPCInferenceServiceBlockingStub service = stub(channel, "refused");
            service.serverMetadata(ServerMetadataRequest.getDefaultInstance());

            StatusRuntimeException refusal = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> service.serverMetadata(ServerMetadataRequest.getDefaultInstance()));
            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(StatusProto.fromThrowable(refusal)
                            .getDetails(0)
                            .unpack(RetryInfo.class)
                            .getRetryDelay()
                            .getSeconds())
                    .isBetween(1L, 1000L);
        } finally {
            channel.shutdownNow();
        }
    }

    /** Like the library's own retries, which wait as long as the service says. */
    @Test
    void whoTriesAgainWhenItWasToldToIsAnswered() {
        ManagedChannel channel = channel(Map.of(
                "methodConfig",
                List.of(Map.of(
                        "name",
                        List.of(Map.of()),
                        "retryPolicy",
                        Map.of(
                                "maxAttempts",
                                2.0,
                                "initialBackoff",
                                "0.001s",
                                "maxBackoff",
                                "0.001s",
                                "backoffMultiplier",
                                1.0,
                                "retryableStatusCodes",
                                List.of("RESOURCE_EXHAUSTED"))))));
        try {
            GRPCInferenceServiceBlockingStub service = stub(channel, "patient");
            service.serverMetadata(ServerMetadataRequest.getDefaultInstance());

            assertThat(service.serverMetadata(ServerMetadataRequest.getDefaultInstance())
                            .getName())
                    .isEqualTo("residual");
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void eachRequestOfAStreamCounts() throws Exception {
        ManagedChannel channel = channel(Map.of());
        try {
            StreamCall stream = StreamCall.open(channel, "x-api-key", "the key streaming");
            ModelInferRequest unknown =
                    ModelInferRequest.newBuilder().setModelName("none").build();
            stream.send(unknown);
            stream.send(unknown);

            assertThat(stream.answer().getErrorMessage()).contains("There is no model");
            assertThat(stream.answer().getErrorMessage()).contains("exceeds its rate limit");
        } finally {
            channel.shutdownNow();
        }
    }
}
