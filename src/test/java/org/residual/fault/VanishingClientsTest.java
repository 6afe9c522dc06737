package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;
import org.residual.inference.Classifier;
import org.residual.inference.admission.Admission;
import org.residual.inference.input.PixelImage;
import org.residual.inference.predictor.PredictorPool;
import org.residual.inference.request.Prediction;
import org.residual.inference.request.RequestTimeline;
import org.residual.memory.MemoryBudget;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;
import org.residual.metrics.ServingMetrics;
import org.residual.store.ModelStore;
import org.residual.store.version.ReadyVersion;
import org.residual.support.Gate;
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
import org.springframework.test.annotation.DirtiesContext;

/**
 * Many clients that vanish, every second one with a reset. If each leaked a thread, a connection, a place in the queue,
 * some memory or a hold on a version, there would be none left for the next. {@code -Dvanishing.clients=1000} sets
 * their number.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "server.tomcat.threads.max=8",
            "server.tomcat.threads.min-spare=4",
            "server.tomcat.max-connections=16",
            "residual.limits.images=" + VanishingClientsTest.PLACES,
            "residual.predictors.count=1",
            "residual.predictors.stuck-after=10m",
            "residual.predictors.queue.requests=" + VanishingClientsTest.INSIDE
        })
@DirtiesContext
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class VanishingClientsTest {
    static final int PLACES = 16;

    private static final int STAGES = 9;
    static final int INSIDE = 2;
    private static final int SIDE = 32;
    private static final int CLIENTS = Integer.getInteger("vanishing.clients", 200) / STAGES;
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));
    private static final Path WEBP = Path.of("src/test/resources/images/webp-lossy.webp");
    private static final List<FilePart> AS_MANY_AS_MAY_WAIT = Collections.nCopies(PLACES, THREE);

    private final int port;
    private final ServiceClient client;
    private final ServiceClient management;
    private final ModelStore models;
    private final RequestMemory memory;
    private final PredictorPool predictors;
    private final Classifier classifier;
    private final Admission admission;
    private final Gate gate;

    VanishingClientsTest(
            @LocalServerPort int port,
            @LocalManagementPort int managementPort,
            @Autowired ModelStore models,
            @Autowired RequestMemory memory,
            @Autowired PredictorPool predictors,
            @Autowired Classifier classifier,
            @Autowired Admission admission,
            @Autowired Gate gate) {
        this.port = port;
        this.management = new ServiceClient(managementPort);
        this.client = new ServiceClient(port);
        this.models = models;
        this.memory = memory;
        this.predictors = predictors;
        this.classifier = classifier;
        this.admission = admission;
        this.gate = gate;
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class HeldPredictor {
        @Bean
        @Primary
        Gate gate(ServingMetrics metrics) {
            return new Gate(metrics);
        }
    }

    private static byte[] request() {
        return request(ServiceClient.MULTIPART, ServiceClient.multipart(AS_MANY_AS_MAY_WAIT));
    }

    private static byte[] request(String contentType, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private Socket connectionWith(byte[] request, int bytes) throws IOException {
        Socket connection = new Socket(InetAddress.getLoopbackAddress(), port);
        connection.getOutputStream().write(request, 0, bytes);
        return connection;
    }

    /** One by FIN, the next by RST, as when a program is killed. */
    private static void vanish(int client, Socket connection) throws IOException {
        if (client % 2 == 0) {
            connection.setSoLinger(true, 0);
        }
        connection.close();
    }

    private void awaitThatAllPlacesAreFree() throws InterruptedException {
        while (client.predict("/predict", AS_MANY_AS_MAY_WAIT).status() != 200) {
            Thread.sleep(20);
        }
    }

    @Test
    void whoVanishesInTheMiddleOfAnUploadTakesNothingAlong() throws Exception {
        byte[] request = request();
        for (int i = 1; i <= CLIENTS; i++) {
            vanish(i, connectionWith(request, i * request.length / (CLIENTS + 1)));
        }
        awaitThatAllPlacesAreFree();
    }

    @Test
    void whoVanishesBeforeTheAnswerTakesNothingAlong() throws Exception {
        byte[] request = request();
        for (int i = 0; i < CLIENTS; i++) {
            vanish(i, connectionWith(request, request.length));
        }
        awaitThatAllPlacesAreFree();
    }

    /** All available decoding turns are taken and held. */
    @Test
    void whoVanishesBeforeItIsDecodedTakesNothingAlongAndCountsAsGone() throws Exception {
        int turns = Runtime.getRuntime().availableProcessors();
        assumeTrue(turns <= PLACES, "So many may decode at a time that there are not as many places in the queue.");
        double goneBefore = requests("client-gone");
        CountDownLatch held = new CountDownLatch(turns);
        CompletableFuture<Void> end = new CompletableFuture<>();
        ExecutorService decoding = Executors.newFixedThreadPool(turns);
        try {
            for (int i = 0; i < turns; i++) {
                decoding.submit(() -> decodeUntil(end, held));
            }
            held.await();
            long heldMemory = memoryOfImages();
            vanishWhile(request("image/png", THREE.content()), () -> memoryOfImages() > heldMemory);
        } finally {
            end.complete(null);
            decoding.shutdown();
        }
        Awaitility.await().until(() -> requests("client-gone") >= goneBefore + CLIENTS);
        assertThat(requests("deadline-exceeded")).isZero();
    }

    private List<Prediction> decodeUntil(CompletableFuture<Void> end, CountDownLatch held) {
        PixelImage image = new PixelImage("held", new Size(SIDE, SIDE), () -> {
            held.countDown();
            end.join();
            return new RgbImage(SIDE, SIDE, new byte[3 * SIDE * SIDE]);
        });
        org.residual.inference.request.Caller caller =
                new org.residual.inference.request.Caller(Duration.ofMinutes(2), () -> false, new RequestTimeline());
        return classifier.classify(serving().get(0), List.of(image), caller).join();
    }

    private long memoryOfImages() {
        return memory.budgets().stream()
                .filter(VanishingClientsTest::isForImages)
                .mapToLong(MemoryBudget::taken)
                .sum();
    }

    private static boolean isForImages(MemoryBudget budget) {
        return budget.purpose().endsWith("images");
    }

    private double requests(String outcome) {
        return sum(line -> line.startsWith("residual_requests_total") && line.contains('"' + outcome + '"'));
    }

    private double sum(Predicate<String> series) {
        return management
                .get("/actuator/prometheus")
                .response()
                .body()
                .lines()
                .filter(series)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private List<ReadyVersion> serving() {
        return models.models().stream()
                .flatMap(model -> model.serving().stream())
                .toList();
    }

    private static boolean isClosed(ReadyVersion version) {
        boolean open = version.retain();
        if (open) {
            version.release();
        }
        return !open;
    }

    @AfterEach
    void nothingIsHeldAndGoodRequestsAreAnswered() throws IOException {
        for (String held : List.of(
                "residual_queue_images{",
                "residual_request_memory_taken_bytes{",
                "residual_request_memory_waiting{",
                "residual_predictors_busy ")) {
            Awaitility.await(held).until(() -> sum(line -> line.startsWith(held)) == 0);
        }
        for (ReadyVersion version : serving()) {
            models.unload(version.model());
            Awaitility.await("closed").until(() -> isClosed(version));
            models.load(version.model());
        }
        Answer answer = client.predict("/predict", AS_MANY_AS_MAY_WAIT);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("predictions"))
                .hasSize(PLACES)
                .allSatisfy(prediction ->
                        assertThat(prediction.path("argmax").asInt()).isEqualTo(3));
    }

    /** Each vanishes while it is held there. */
    private void vanishWhile(byte[] request, BooleanSupplier held) throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            Socket connection = connectionWith(request, request.length);
            await(held, true);
            vanish(i, connection);
            await(held, false);
        }
    }

    private static void await(BooleanSupplier condition, boolean value) {
        Awaitility.await().pollInterval(5, TimeUnit.MILLISECONDS).until(() -> condition.getAsBoolean() == value);
    }

    @Test
    void whoVanishesWhileItIsQueuedTakesNothingAlong() throws Exception {
        gate.close();
        CompletableFuture<Answer> held = CompletableFuture.supplyAsync(() -> client.predict("/predict", THREE));
        try {
            await(gate::holdsOne, true);
            vanishWhile(
                    request("image/png", THREE.content()),
                    () -> serving().stream().anyMatch(version -> predictors.queuedImages(version) > 0));
        } finally {
            gate.open();
        }
        held.join();
    }

    /** One is predicted, another is queued, and no more are admitted. */
    @Test
    void whoVanishesWhileItWaitsToBeReceivedTakesNothingAlong() throws Exception {
        gate.close();
        byte[] three = request("image/png", THREE.content());
        byte[] patient = request("image/png\r\nX-Request-Timeout-Ms: 60000", THREE.content());
        List<Socket> inside = new ArrayList<>();
        try {
            inside.add(connectionWith(patient, patient.length));
            await(gate::holdsOne, true);
            inside.add(connectionWith(patient, patient.length));
            await(() -> serving().stream().anyMatch(version -> predictors.queuedImages(version) > 0), true);
            vanishWhile(three, () -> serving().stream().anyMatch(version -> admission.waiting(version) > 0));
        } finally {
            gate.open();
        }
        for (Socket connection : inside) {
            try (connection) {
                assertThat(connection.getInputStream().readNBytes(12))
                        .asString()
                        .isEqualTo("HTTP/1.1 200");
            }
        }
    }

    @Test
    void whoVanishesWhileItWaitsForMemoryTakesNothingAlong() throws Exception {
        vanishWhileTaken(VanishingClientsTest::isForImages, "image/png", THREE.content());
    }

    /** Native memory for its decoder. */
    @Test
    void whoVanishesWhileItWaitsForMemoryInItsTurnToDecodeTakesNothingAlong() throws Exception {
        vanishWhileTaken(memory.decoders()::equals, "image/webp", Files.readAllBytes(WEBP));
    }

    private void vanishWhileTaken(Predicate<MemoryBudget> budgets, String contentType, byte[] image)
            throws IOException {
        List<MemoryShare> taken = memory.budgets().stream()
                .filter(budgets)
                .map(VanishingClientsTest::takeAll)
                .toList();
        try {
            vanishWhile(request(contentType, image), this::someWaitForMemory);
        } finally {
            taken.forEach(MemoryShare::close);
        }
    }

    private static MemoryShare takeAll(MemoryBudget budget) {
        return budget.take(budget.limit(), Duration.ofMinutes(1));
    }

    private boolean someWaitForMemory() {
        return memory.budgets().stream().anyMatch(budget -> budget.waiting() > 0);
    }

    @Test
    void whoVanishesInTheMiddleOfTheAnswerTakesNothingAlong() throws Exception {
        byte[] request = request();
        for (int i = 0; i < CLIENTS; i++) {
            Socket connection = connectionWith(request, request.length);
            connection.getInputStream().read();
            vanish(i, connection);
        }
        awaitThatAllPlacesAreFree();
    }

    @Test
    void whoSendsHalfAndSaysNoMoreTakesNothingAlong() throws Exception {
        byte[] request = request();
        for (int i = 0; i < CLIENTS; i++) {
            try (Socket connection = connectionWith(request, request.length / 2)) {
                connection.shutdownOutput();
                connection.getInputStream().readAllBytes();
            }
        }
        awaitThatAllPlacesAreFree();
    }
}
