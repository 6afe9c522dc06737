package org.residual.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.grpc.GrpcServer;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.ServerReadyRequest;
import org.residual.store.ModelStore;
import org.residual.support.LocalChannel;
import org.residual.support.ServiceClient;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** A service without its default model is not ready, according to every protocol. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.grpc.enabled=true", "residual.grpc.port=0", "residual.store.watch=false"})
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class EmptyStoreTest {
    private static final String DEFAULT = "digits-resnet";

    @TempDir
    private static Path store;

    private final ServiceClient client;
    private final ServiceClient management;
    private final ModelStore models;
    private final ManagedChannel channel;

    EmptyStoreTest(
            @LocalServerPort int port,
            @LocalManagementPort int managementPort,
            @Autowired GrpcServer grpc,
            @Autowired ModelStore models) {
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
        this.models = models;
        this.channel = LocalChannel.to(grpc.port());
    }

    @DynamicPropertySource
    static void store(DynamicPropertyRegistry registry) {
        registry.add("residual.model-store", () -> store.toString());
    }

    @BeforeEach
    void empty() throws IOException {
        FileSystemUtils.deleteRecursively(store.resolve(DEFAULT));
        models.refresh();
    }

    @AfterEach
    void hangUp() {
        channel.shutdownNow();
    }

    private ServingStatus grpcHealth(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private boolean grpcReady() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .serverReady(ServerReadyRequest.getDefaultInstance())
                .getReady();
    }

    @Test
    void itIsNotReadyUntilItsDefaultModelIs() throws IOException {
        assertThat(management.get("/actuator/health/readiness").status()).isEqualTo(503);
        assertThat(management.get("/actuator/health/liveness").status()).isEqualTo(200);
        assertThat(client.get("/v2/health/ready").status()).isEqualTo(400);
        assertThat(grpcReady()).isFalse();
        assertThat(grpcHealth("")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(grpcHealth("inference.GRPCInferenceService")).isEqualTo(ServingStatus.NOT_SERVING);

        FileSystemUtils.copyRecursively(Path.of("model-store", DEFAULT), store.resolve(DEFAULT));
        models.load(DEFAULT);

        assertThat(management.get("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(client.get("/v2/health/ready").status()).isEqualTo(200);
        assertThat(grpcReady()).isTrue();
        assertThat(grpcHealth("")).isEqualTo(ServingStatus.SERVING);
        assertThat(grpcHealth("inference.GRPCInferenceService")).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void aVersionAtTheRootOfTheStoreIsNamed() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("model-store", DEFAULT, "1"), store);
        try {
            models.refresh();
            assertThat(client.get("/models").json().path("passed_over").toString())
                    .contains("{\"path\":\"model.yaml\",\"reason\":\"a version's file at the root of the store:");
            assertThat(client.post("/v2/repository/index", "application/json", new byte[0])
                            .response()
                            .body())
                    .contains("{\"name\":\"model.yaml\",\"state\":\"UNAVAILABLE\",\"reason\":\"passed over: ");
        } finally {
            FileSystemUtils.deleteRecursively(store);
            assertThat(store.toFile().mkdirs()).isTrue();
        }
    }
}
