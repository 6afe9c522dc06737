package org.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.Monitoring.PanelQuery;
import org.residual.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** A Prometheus that watches the service while clients ask, and while it has faults. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "residual.predictors.count=1",
            "residual.predictors.queue.images=16",
            "residual.limits.images=16",
            "residual.store.settle-time=50ms",
            "residual.store.poll-interval=200ms"
        })
class MonitoringTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));
    private static final int FLOOD = 4;
    private static final int QUEUE = 16;

    /** Where nothing listens. */
    private static final String NOBODY = "127.0.0.1:1";

    /** A machine without a GPU has none of their series. */
    private static final Set<String> GPU_PANELS = Set.of("GPU at work", "GPU memory", "GPU temperature");

    private static final Set<String> GPU_SERIES = Set.of(
            "residual_gpu_memory_used_bytes",
            "residual_gpu_memory_total_bytes",
            "residual_gpu_memory:fullness_ratio",
            "residual_gpu_temperature_celsius");

    @TempDir
    static Path directory;

    private static PrometheusServer prometheus;
    private static Clients clients;

    private final ServiceClient client;
    private final ServiceClient management;
    private final String target;

    MonitoringTest(@LocalServerPort int port, @LocalManagementPort int managementPort) {
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
        this.target = "127.0.0.1:" + managementPort;
    }

    /** Some who ask on and on, until they are told to stop. */
    private static final class Clients {
        private final ExecutorService threads;

        Clients(int count, Runnable asking) {
            threads = Executors.newFixedThreadPool(count);
            IntStream.range(0, count)
                    .forEach(i -> threads.execute(() -> {
                        while (!threads.isShutdown()) {
                            asking.run();
                        }
                    }));
        }

        void close() {
            threads.shutdown();
            await().atMost(PATIENCE).until(threads::isTerminated);
        }
    }

    @DynamicPropertySource
    static void modelStore(DynamicPropertyRegistry properties) throws IOException {
        Path shipped = Path.of("model-store");
        FileSystemUtils.copyRecursively(shipped, store());
        for (String spoiled : List.of("digits-resnet/2", "corrupt/1")) {
            FileSystemUtils.copyRecursively(shipped.resolve("digits-resnet/1"), store().resolve(spoiled));
            CorruptWeights.addToOneWeight(store().resolve(spoiled), "conv1.weight");
        }
        properties.add("residual.model-store", () -> store().toString());
    }

    private static Path store() {
        return directory.resolve("store");
    }

    @BeforeEach
    void watch() throws IOException {
        if (prometheus == null) {
            // Not before all tests: where there is none, each is to be named as skipped.
            prometheus = PrometheusServer.start(Files.createDirectory(directory.resolve("prometheus")), target, NOBODY);
            clients = new Clients(1, this::askRightAndWrong);
        }
    }

    @AfterAll
    static void stop() {
        if (clients != null) {
            clients.close();
        }
        if (prometheus != null) {
            prometheus.close();
        }
    }

    private void askRightAndWrong() {
        client.predict("/predict", THREE, THREE);
        client.predict("/models/digits-convbnnet/predict", THREE);
        client.predict("/predict", FilePart.image("cut.png", Arrays.copyOf(THREE.content(), 120)));
        client.predict("/predict", FilePart.image("text.png", "no image".getBytes(StandardCharsets.UTF_8)));
        client.predict("/models/corrupt/predict", THREE);
        client.predict("/models/unknown/predict", THREE);
    }

    @Test
    void promtoolHasNothingToSayAgainstTheMetrics() throws IOException {
        askRightAndWrong();
        String metrics = management.get("/actuator/prometheus").response().body();
        assertThat(metrics).contains("residual_requests_total{");
        assertThat(PrometheusServer.promtool(metrics, "check", "metrics"))
                .isEqualTo(new PrometheusServer.Verdict(0, ""));
    }

    @Test
    void everyQueryOfTheDashboardFindsData() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Monitoring.queries().stream()
                                .filter(query -> !findsData(query.expression()))
                                .map(PanelQuery::title)
                                .collect(Collectors.toSet()))
                        .isEqualTo(hasGpu() ? Set.of() : GPU_PANELS));
    }

    @Test
    void everySeriesThatARuleAsksForIsThere() {
        Set<String> series = Stream.of("recording.yml", "alerts.yml")
                .flatMap(file -> Monitoring.rules(file).stream())
                .flatMap(rule -> Monitoring.selectors(rule.path("expr").asString()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(series).contains("residual_queue_images", "residual_model_state{state=\"ready\"}");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                series.stream().filter(name -> !findsData(name)).collect(Collectors.toSet()))
                        .isEqualTo(hasGpu() ? Set.of() : GPU_SERIES));
    }

    @Test
    void everyRuleIsEvaluated() {
        assertThat(prometheus.rules())
                .hasSize(Monitoring.rules("recording.yml").size()
                        + Monitoring.alerts().size());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(prometheus.rules())
                        .allSatisfy(rule -> assertThat(rule.path("health").asString())
                                .as(rule.toString())
                                .isEqualTo("ok")));
    }

    @Test
    void alertsTellOfWhatIsWrongAndNotOfWhatIsRight() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(firing())
                        .contains(
                                "ResidualErrorsBurnBudgetFast",
                                "ResidualErrorsBurnBudgetSlowly",
                                "ResidualKnownAnswerFailed",
                                "ResidualModelNotReady",
                                "ResidualTargetDown",
                                "ResidualVersionFailed")
                        .doesNotContain(
                                "ResidualHeapNearLimit",
                                "ResidualNoReadyModel",
                                "ResidualPredictorGone",
                                "ResidualPredictorStuck",
                                "ResidualTargetMissing",
                                "ResidualUpdateRejected"));
        assertThat(prometheus.firingAlerts())
                .extracting(alert -> alert.at("/annotations/description").asString())
                .contains("No version of corrupt is ready on " + target + ": its requests are answered with 503.")
                .noneMatch(description -> description.contains("<error") || description.contains("no value"));
    }

    @Test
    void anAlertTellsThatTheQueueIsFull() {
        List<FilePart> images = Collections.nCopies(QUEUE, THREE);
        Clients flood = new Clients(FLOOD, () -> client.predict("/predict", images));
        try {
            awaitAlert("ResidualQueueNearlyFull");
        } finally {
            flood.close();
        }
    }

    @Test
    void anAlertTellsThatAnUpdateWasRejected() throws IOException {
        Path version = store().resolve("digits-resnet/1");
        Path weights = version.resolve("weights.safetensors");
        Path good = Files.copy(weights, directory.resolve("good.safetensors"));
        CorruptWeights.addToOneWeight(version, "conv1.weight");
        awaitAlert("ResidualUpdateRejected");

        Files.move(good, weights, StandardCopyOption.REPLACE_EXISTING);
        awaitNoAlert("ResidualUpdateRejected");
    }

    @Test
    void anAlertTellsThatNoModelIsReady() throws IOException {
        List<String> models = List.of("digits-resnet", "digits-convbnnet");
        for (String model : models) {
            Files.move(store().resolve(model), directory.resolve(model));
        }
        awaitAlert("ResidualNoReadyModel");

        for (String model : models) {
            Files.move(directory.resolve(model), store().resolve(model));
        }
        awaitNoAlert("ResidualNoReadyModel");
    }

    private void awaitAlert(String name) {
        await().atMost(PATIENCE).until(() -> firing().contains(name));
    }

    private void awaitNoAlert(String name) {
        await().atMost(PATIENCE).until(() -> !firing().contains(name));
    }

    private static Set<String> firing() {
        return prometheus.firingAlerts().stream()
                .map(alert -> alert.at("/labels/alertname").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean findsData(String expression) {
        return prometheus.query(expression).stream().map(MonitoringTest::value).anyMatch(Double::isFinite);
    }

    private static double value(JsonNode series) {
        return switch (series.at("/value/1").asString()) {
            case "NaN" -> Double.NaN;
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(series.at("/value/1").asString());
        };
    }

    private boolean hasGpu() {
        return management.get("/actuator/prometheus").response().body().contains("residual_gpu_");
    }
}
