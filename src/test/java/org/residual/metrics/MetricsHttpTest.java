package org.residual.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.engine.Engines;
import org.residual.settings.ResidualProperties;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** The metrics match what has happened. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.store.settle-time=50ms", "residual.store.poll-interval=100ms"})
@TestMethodOrder(MethodOrderer.MethodName.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MetricsHttpTest {
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));
    private static final String RESNET = "model=\"digits-resnet\",version=\"1\"";

    @TempDir
    private static Path store;

    private final ServiceClient client;
    private final ServiceClient management;
    private final String engine;

    MetricsHttpTest(
            @LocalServerPort int port,
            @LocalManagementPort int managementPort,
            @Autowired ResidualProperties properties) {
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
        this.engine = properties
                .predictors()
                .engine()
                .among(Engines.installed())
                .inOrder()
                .get(0)
                .name();
    }

    @DynamicPropertySource
    static void store(DynamicPropertyRegistry registry) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("model-store"), store);
        registry.add("residual.model-store", () -> store.toString());
    }

    /** Series and their values, labels in the order of their names. */
    private Map<String, Double> scrape() {
        Map<String, Double> series = new TreeMap<>();
        management
                .get("/actuator/prometheus", "Accept", "text/plain")
                .response()
                .body()
                .lines()
                // A garbage collection may happen at any time, and then adds its own series.
                .filter(line -> !line.startsWith("#") && !line.startsWith("jvm_gc_"))
                .forEach(line -> {
                    int value = line.lastIndexOf(' ');
                    series.put(line.substring(0, value), Double.valueOf(line.substring(value + 1)));
                });
        return series;
    }

    private static double value(Map<String, Double> series, String name) {
        assertThat(series).containsKey(name);
        return series.get(name);
    }

    /** Metrics are recorded after the answer has been sent, possibly after its client has received it. */
    private void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void awaitGrowth(String name, Map<String, Double> before, double by) throws InterruptedException {
        await(() -> scrape().getOrDefault(name, 0.0) >= before.getOrDefault(name, 0.0) + by);
    }

    @Test
    void requestsAreCountedByThePatternOfTheirPathHoweverTheyAreFound() throws InterruptedException {
        String counted = "http_server_requests_seconds_count{error=\"none\",exception=\"none\",method=\"POST\","
                + "outcome=\"SUCCESS\",status=\"200\",uri=\"/models/{model}/predict\"}";
        Map<String, Double> before = scrape();

        client.predict("/models/digits-resnet/predict", List.of(THREE), "Accept", "*/*");
        awaitGrowth(counted, before, 1);
        client.predict("/models/digits-resnet/predict", List.of(THREE), "Accept", "application/*");
        awaitGrowth(counted, before, 2);

        assertThat(value(scrape(), counted) - before.getOrDefault(counted, 0.0)).isEqualTo(2);
    }

    @Test
    void countsRequestsByWhatBecameOfThem() throws InterruptedException {
        String fine = "residual_requests_total{model=\"digits-resnet\",outcome=\"ok\",version=\"1\"}";
        String broken = "residual_requests_total{model=\"digits-resnet\",outcome=\"undecodable-image\",version=\"1\"}";
        String unknown = "residual_requests_total{model=\"\",outcome=\"unknown-model\",version=\"\"}";
        Map<String, Double> before = scrape();

        client.predict("/predict", THREE);
        client.predict("/predict", THREE);
        client.predict("/predict", FilePart.image("empty.png", new byte[0]));
        client.predict("/models/nobody/predict", THREE);

        awaitGrowth(fine, before, 2);
        awaitGrowth(broken, before, 1);
        awaitGrowth(unknown, before, 1);
        Map<String, Double> after = scrape();
        assertThat(value(after, fine) - before.getOrDefault(fine, 0.0)).isEqualTo(2);
        assertThat(value(after, broken) - before.getOrDefault(broken, 0.0)).isEqualTo(1);
        assertThat(value(after, unknown) - before.getOrDefault(unknown, 0.0)).isEqualTo(1);
    }

    @Test
    void outcomesThatAlertsAreAboutAreThereBeforeTheyHappen() throws Exception {
        Path added = store.resolve("unasked");
        FileSystemUtils.copyRecursively(store.resolve("digits-convbnnet"), added);
        String labels = "residual_requests_total{model=\"unasked\",outcome=\"%s\",version=\"1\"}";
        await(() -> scrape().containsKey(labels.formatted("ok")));

        Map<String, Double> series = scrape();
        for (String outcome : List.of("ok", "internal", "queue-full", "deadline-exceeded")) {
            assertThat(value(series, labels.formatted(outcome))).isZero();
        }
        for (String outcome : List.of("internal", "model-not-ready")) {
            assertThat(series)
                    .containsKey("residual_requests_total{model=\"\",outcome=\"" + outcome + "\",version=\"\"}");
        }
        FileSystemUtils.deleteRecursively(added);
        await(() -> scrape().keySet().stream().noneMatch(name -> name.contains("unasked")));
    }

    @Test
    void countsImagesBatchesAndPredictions() throws InterruptedException {
        String decoded = "residual_images_decoded_total{" + RESNET + "}";
        String refused = "residual_images_refused_total{model=\"digits-resnet\",reason=\"empty\",version=\"1\"}";
        String threes = "residual_predictions_total{class=\"3\"," + RESNET + "}";
        String images = "residual_batch_images_sum{" + RESNET + "}";
        String surprise = "residual_prediction_surprise_nats_sum{" + RESNET + "}";
        Map<String, Double> before = scrape();

        double logProbability = client.predict("/predict", THREE, THREE, THREE)
                .json()
                .at("/predictions/0/log_probabilities/3")
                .asDouble();
        client.predict("/predict", FilePart.image("empty.png", new byte[0]));

        awaitGrowth(refused, before, 1);
        Map<String, Double> after = scrape();
        assertThat(after.get(decoded) - before.get(decoded)).isEqualTo(3);
        assertThat(after.get(refused) - before.get(refused)).isEqualTo(1);
        assertThat(after.get(threes) - before.get(threes)).isEqualTo(3);
        assertThat(after.get(images) - before.get(images)).isEqualTo(3);
        assertThat(after.get(surprise) - before.get(surprise)).isCloseTo(-3 * logProbability, within(1e-4));
    }

    @Test
    void thePartsOfARequestAddUpToTheWhole() throws Exception {
        Map<String, Double> before = scrape();
        ExecutorService clients = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 200; i++) {
            clients.execute(() -> client.predict("/predict", THREE));
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        awaitGrowth("residual_request_duration_seconds_count{" + RESNET + "}", before, 200);

        Map<String, Double> after = scrape();
        String whole = "residual_request_duration_seconds_sum{" + RESNET + "}";
        double parts = 0;
        for (String part : List.of("admission", "read", "decode", "queue", "inference", "write")) {
            String name = "residual_request_part_duration_seconds_sum{model=\"digits-resnet\",part=\"" + part
                    + "\",version=\"1\"}";
            double seconds = value(after, name) - value(before, name);
            assertThat(seconds).as(part).isPositive();
            parts += seconds;
        }
        double total = value(after, whole) - value(before, whole);
        assertThat(parts).isCloseTo(total, within(0.05 * total));
    }

    @Test
    void tellsHowEachVersionIs() {
        Map<String, Double> series = scrape();

        assertThat(value(series, "residual_model_state{model=\"digits-resnet\",state=\"ready\",version=\"1\"}"))
                .isEqualTo(1);
        assertThat(value(series, "residual_model_state{model=\"digits-resnet\",state=\"failed\",version=\"1\"}"))
                .isZero();
        assertThat(value(series, "residual_model_known_answer_error{" + RESNET + "}"))
                .isLessThan(value(series, "residual_model_known_answer_tolerance{" + RESNET + "}"));
        assertThat(value(series, "residual_model_engine{device=\"cpu\",engine=\"" + engine + "\"," + RESNET + "}"))
                .isEqualTo(1);
        assertThat(value(series, "residual_model_load_duration_seconds{" + RESNET + "}"))
                .isPositive();
        assertThat(value(series, "residual_queue_images{" + RESNET + "}")).isNotNegative();
        assertThat(value(series, "residual_predictors"))
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(value(series, "process_resident_memory_bytes"))
                .isGreaterThan(value(series, "residual_native_memory_bytes"));
    }

    @Test
    void theSeriesOfAVersionComeAndGoWithIt() throws Exception {
        Path second = store.resolve("digits-resnet/2");
        FileSystemUtils.copyRecursively(store.resolve("digits-resnet/1"), second);
        await(() ->
                scrape().containsKey("residual_request_duration_seconds_count{model=\"digits-resnet\",version=\"2\"}"));
        client.predict("/models/digits-resnet/versions/2/predict", THREE);

        Files.move(second, store.resolve("digits-resnet/.2"));

        await(() -> scrape().keySet().stream().noneMatch(name -> name.contains("version=\"2\"")));
    }

    @Test
    void aVersionThatFailsItsKnownAnswerTellsByHowMuch() throws Exception {
        Path broken = store.resolve("digits-convbnnet/.broken");
        FileSystemUtils.copyRecursively(store.resolve("digits-convbnnet/1"), broken);
        byte[] weights = Files.readAllBytes(broken.resolve("weights.safetensors"));
        Arrays.fill(weights, weights.length - 4, weights.length, (byte) 0x41);
        Files.write(broken.resolve("weights.safetensors"), weights);
        Files.move(broken, store.resolve("digits-convbnnet/7"));

        String failed = "residual_model_state{model=\"digits-convbnnet\",state=\"failed\",version=\"7\"}";
        await(() -> scrape().getOrDefault(failed, 0.0) == 1);
        Map<String, Double> series = scrape();
        String labels = "{model=\"digits-convbnnet\",version=\"7\"}";
        assertThat(value(series, "residual_model_known_answer_error" + labels))
                .isGreaterThan(value(series, "residual_model_known_answer_tolerance" + labels));
        assertThat(value(series, "residual_model_state{model=\"digits-convbnnet\",state=\"ready\",version=\"1\"}"))
                .isEqualTo(1);
    }

    /** Last by name, so that everything that happens once has happened. */
    @Test
    void zBadRequestsMakeNoSeriesOfTheirOwn() {
        badRequests("first");
        Map<String, Double> before = scrape();

        for (int i = 0; i < 200; i++) {
            badRequests("again-" + i);
        }

        assertThat(scrape().keySet()).isEqualTo(before.keySet());
    }

    private void badRequests(String different) {
        client.get("/" + different);
        client.predict("/models/" + different + "/predict", THREE);
        client.predict("/models/digits-resnet/versions/" + different + "/predict", THREE);
        client.send(
                different.replaceAll("[^a-z0-9]", "").toUpperCase(Locale.ROOT) + "X",
                "/models",
                null,
                BodyPublishers.noBody());
        client.predict(
                "/predict?top_k=" + different,
                Collections.singletonList(FilePart.image(different, new byte[0])),
                "X-Request-Id",
                different);
    }
}
