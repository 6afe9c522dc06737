package org.residual.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.grpc.GrpcServer;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import org.residual.grpc.messages.InferTensorContents;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferRequest.InferInputTensor;
import org.residual.grpc.messages.ModelInferResponse;
import org.residual.grpc.messages.ModelMetadataRequest;
import org.residual.grpc.messages.ModelReadyRequest;
import org.residual.grpc.messages.ServerLiveRequest;
import org.residual.grpc.messages.ServerMetadataRequest;
import org.residual.grpc.messages.ServerReadyRequest;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Prediction;
import org.residual.metrics.ServingMetrics;
import org.residual.store.ModelStore;
import org.residual.store.version.LoadingVersion;
import org.residual.store.version.ReadyVersion;
import org.residual.support.LocalChannel;
import org.residual.support.RawConnection;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** Probes are answered at once, whatever else the service does: each test fails by a timeout. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "residual.grpc.enabled=true",
            "residual.grpc.port=0",
            "residual.store.watch=false",
            "residual.limits.timeout=50s",
            "residual.limits.upload-grace=1m",
            "server.tomcat.connection-timeout=1m",
            "server.tomcat.threads.max=" + ProbesHttpTest.THREADS
        })
@Timeout(value = 40, unit = TimeUnit.SECONDS)
class ProbesHttpTest {
    static final int THREADS = 12;

    private static final String LETTERS = "letters";
    private static final String LOAD = "/v2/repository/models/" + LETTERS + "/load";
    private static final String UNLOAD = "/v2/repository/models/" + LETTERS + "/unload";
    private static final String INDEX = "/v2/repository/index";
    private static final byte[] NOTHING = {};
    /** More than there are threads for calls. */
    private static final int CALLS = 64;

    @TempDir
    private static Path store;

    private final ServiceClient client;
    private final ServiceClient management;
    private final int port;
    private final ModelStore models;
    private final Decoding decoding;
    private final ManagedChannel channel;

    ProbesHttpTest(
            @LocalServerPort int port,
            @LocalManagementPort int managementPort,
            @Autowired GrpcServer grpc,
            @Autowired ModelStore models,
            @Autowired Decoding decoding) {
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
        this.port = port;
        this.models = models;
        this.decoding = decoding;
        this.channel = LocalChannel.to(grpc.port());
    }

    @DynamicPropertySource
    static void store(DynamicPropertyRegistry registry) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("model-store"), store);
        registry.add("residual.model-store", () -> store.toString());
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class HeldDecoding {
        @Bean
        @Primary
        Decoding decoding(ServingMetrics metrics) {
            return new Decoding(metrics);
        }
    }

    /** Blocks threads that have decoded an image, while it is closed. */
    static final class Decoding implements InferenceListener {
        private final InferenceListener behind;
        private volatile CountDownLatch opened = new CountDownLatch(0);
        private volatile CountDownLatch reached = new CountDownLatch(0);

        Decoding(InferenceListener behind) {
            this.behind = behind;
        }

        private void close() {
            opened = new CountDownLatch(1);
            reached = new CountDownLatch(1);
        }

        private void open() {
            opened.countDown();
        }

        @Override
        public void decoded(ReadyVersion version) {
            reached.countDown();
            awaitQuietly(opened);
            behind.decoded(version);
        }

        @Override
        public void refused(ReadyVersion version, Reason reason) {
            behind.refused(version, reason);
        }

        @Override
        public void predicted(ReadyVersion version, List<Prediction> predictions, Duration inNetwork) {
            behind.predicted(version, predictions, inNetwork);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void hangUp() {
        decoding.open();
        channel.shutdownNow();
    }

    private void everythingIsTold() {
        for (String path : List.of("/actuator/health/liveness", "/actuator/health/readiness", "/actuator/prometheus")) {
            assertThat(management.get(path).status()).as(path).isEqualTo(200);
        }
        for (String path : List.of(
                "/",
                "/openapi.json",
                "/models",
                "/models/digits-resnet",
                "/v2",
                "/v2/health/live",
                "/v2/health/ready",
                "/v2/models/digits-resnet",
                "/v2/models/digits-resnet/ready")) {
            assertThat(client.get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(client.post(INDEX, "application/json", NOTHING).status()).isEqualTo(200);
        everythingIsToldOverGrpc();
    }

    private void everythingIsToldOverGrpc() {
        GRPCInferenceServiceBlockingStub grpc = GRPCInferenceServiceGrpc.newBlockingStub(channel);
        assertThat(grpc.serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                .isTrue();
        assertThat(grpc.serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                .isTrue();
        assertThat(grpc.serverMetadata(ServerMetadataRequest.getDefaultInstance())
                        .getName())
                .isEqualTo("residual");
        assertThat(grpc.modelReady(ModelReadyRequest.newBuilder()
                                .setName("digits-resnet")
                                .build())
                        .getReady())
                .isTrue();
        assertThat(grpc.modelMetadata(ModelMetadataRequest.newBuilder()
                                .setName("digits-resnet")
                                .build())
                        .getVersionsList())
                .containsExactly("1");
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void whileAVersionIsLoaded() throws Exception {
        FileSystemUtils.copyRecursively(store.resolve("digits-convbnnet"), store.resolve(LETTERS));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        models.whenChanged(() -> {
            if (loading.getCount() > 0 && isBeingLoaded()) {
                loading.countDown();
                awaitQuietly(opened);
            }
        });
        CompletableFuture<Answer> load =
                CompletableFuture.supplyAsync(() -> client.post(LOAD, "application/json", NOTHING));
        try {
            loading.await();

            everythingIsTold();

            assertThat(client.post(INDEX, "application/json", NOTHING)
                            .response()
                            .body())
                    .contains("{\"name\":\"letters\",\"version\":\"1\",\"state\":\"LOADING\",\"reason\":\"\"}");
            assertThat(client.post(UNLOAD, "application/json", NOTHING).status())
                    .isEqualTo(200);
            assertThat(client.post(INDEX, "application/json", NOTHING)
                            .response()
                            .body())
                    .contains("{\"name\":\"letters\",\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\"}");
        } finally {
            opened.countDown();
        }
        assertThat(load.get().status()).as("what was unloaded meanwhile").isEqualTo(503);
        assertThat(client.get("/models/" + LETTERS).status()).isEqualTo(404);
    }

    private boolean isBeingLoaded() {
        return models.model(LETTERS)
                .filter(model -> model.versions().get(1L) instanceof LoadingVersion)
                .isPresent();
    }

    @Test
    void whileImagesAreDecoded() throws Exception {
        decoding.close();
        ModelInferRequest three = ModelInferRequest.newBuilder()
                .setModelName("digits-resnet")
                .addInputs(InferInputTensor.newBuilder()
                        .setName("image")
                        .setDatatype("BYTES")
                        .addShape(1)
                        .setContents(InferTensorContents.newBuilder()
                                .addBytesContents(
                                        ByteString.copyFrom(Files.readAllBytes(Path.of("samples/three.png"))))))
                .build();
        CountDownLatch answered = new CountDownLatch(CALLS);
        for (int i = 0; i < CALLS; i++) {
            GRPCInferenceServiceGrpc.newStub(channel).modelInfer(three, new Ended(answered));
        }
        CompletableFuture<Answer> uploaded = CompletableFuture.supplyAsync(
                () -> client.predict("/predict", FilePart.of(Path.of("samples/three.png"))));
        decoding.reached.await();

        everythingIsTold();

        decoding.open();
        answered.await();
        assertThat(uploaded.get().status()).isEqualTo(200);
    }

    private record Ended(CountDownLatch calls) implements StreamObserver<ModelInferResponse> {
        @Override
        public void onNext(ModelInferResponse response) {
            // It only matters that it ends.
        }

        @Override
        public void onError(Throwable problem) {
            calls.countDown();
        }

        @Override
        public void onCompleted() {
            calls.countDown();
        }
    }

    @Test
    void whileMoreBodiesComeInThanThereAreThreads() throws Exception {
        List<RawConnection> uploads = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * THREADS; i++) {
                RawConnection upload = new RawConnection(port);
                uploads.add(upload);
                upload.send("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                        + "Content-Length: 1000\r\n\r\n");
            }

            String image = Files.readString(Path.of("samples/three.png"), StandardCharsets.ISO_8859_1);
            RawConnection inTwoPieces = new RawConnection(port);
            uploads.add(inTwoPieces);
            inTwoPieces.post(
                    "/predict", "Connection: close", "Content-Type: image/png", "Content-Length: " + image.length());

            everythingIsTold();

            // Requests whose body has been received do not wait either.
            assertThat(inTwoPieces.send(image).answer()).startsWith("HTTP/1.1 200 ");
        } finally {
            for (RawConnection upload : uploads) {
                upload.close();
            }
        }
    }
}
