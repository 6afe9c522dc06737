package org.residual.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.residual.metrics.ServingMetrics;
import org.residual.monitoring.Monitoring.PanelQuery;
import org.residual.store.ModelStore;
import org.residual.support.CorruptWeights;
import org.residual.support.Gate;
import org.residual.support.NeedsPrograms;
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
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** A Prometheus that monitors the service while clients send requests, and while faults are induced. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "residual.predictors.count=1",
            "residual.predictors.queue.requests=16",
            "residual.predictors.stuck-after=10m",
            "residual.limits.images=16",
            "residual.limits.longest-timeout=10m",
            "residual.store.settle-time=50ms",
            "residual.store.poll-interval=200ms",
            "residual.store.stuck-after=20s"
        })
@TestMethodOrder(OrderAnnotation.class)
@DirtiesContext
@NeedsPrograms
class MonitoringTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(100);
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));
    private static final int QUEUE = 16;
    private static final String[] ALL_THE_TIME = {"X-Request-Timeout-Ms", "600000"};

    /** A port without a listener. */
    private static final String NOBODY = "127.0.0.1:1";

    /** Missing on a machine without a GPU. */
    private static final Set<String> GPU_PANELS = Set.of("GPU at work", "GPU memory", "GPU temperature");

    private static final Set<String> GPU_SERIES = Set.of(
            "residual_gpu_memory_used_bytes",
            "residual_gpu_memory_total_bytes",
            "residual_gpu_memory:fullness_ratio",
            "residual_gpu_temperature_celsius");

    /** They need a GPU, exhausted memory, a predictor that hangs for minutes, or a Prometheus without a target. */
    private static final Set<String> ALERTS_NOT_SEEN_HERE = Set.of(
            "ResidualGpuHot",
            "ResidualGpuMemoryNearlyFull",
            "ResidualHeapNearLimit",
            "ResidualMemoryNearLimit",
            "ResidualPredictorReplaced",
            "ResidualTargetMissing");

    @TempDir
    static Path directory;

    private static PrometheusServer prometheus;

    private final ServiceClient client;
    private final ServiceClient management;
    private final String target;
    private final Gate gate;
    private final ModelStore models;

    MonitoringTest(
            @LocalServerPort int port,
            @LocalManagementPort int managementPort,
            @Autowired Gate gate,
            @Autowired ModelStore models) {
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
        this.target = "127.0.0.1:" + managementPort;
        this.gate = gate;
        this.models = models;
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class WithGate {
        @Bean
        @Primary
        Gate gate(ServingMetrics metrics) {
            return new Gate(metrics);
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
            prometheus = PrometheusServer.start(directory.resolve("prometheus"), target, NOBODY);
        }
    }

    @AfterAll
    static void stop() {
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

    private void whileClientsAsk(Runnable look) {
        ScheduledExecutorService clients = Executors.newSingleThreadScheduledExecutor();
        clients.scheduleWithFixedDelay(this::askRightAndWrong, 0, BETWEEN_REQUESTS.toMillis(), TimeUnit.MILLISECONDS);
        try {
            look.run();
        } finally {
            clients.shutdown();
            patiently().until(clients::isTerminated);
        }
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
        List<PanelQuery> queries = Monitoring.queries().stream()
                .filter(query -> hasGpu() || !GPU_PANELS.contains(query.title()))
                .toList();
        whileClientsAsk(() -> awaitData(queries, PanelQuery::expression));
    }

    @Test
    void everySeriesOfARuleIsThere() {
        Set<String> series = Stream.of("recording.yml", "alerts.yml")
                .flatMap(file -> Monitoring.rules(file).stream())
                .flatMap(rule -> Monitoring.selectors(rule.path("expr").asString()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(series).contains("residual_queue_expected_wait_seconds", "residual_model_state{state=\"ready\"}");
        Monitoring.rules("recording.yml")
                .forEach(rule -> series.add(rule.path("record").asString()));
        if (!hasGpu()) {
            series.removeAll(GPU_SERIES);
        }
        whileClientsAsk(() -> awaitData(series, Function.identity()));
    }

    @Test
    void everyRuleIsEvaluated() {
        assertThat(prometheus.rules())
                .hasSize(Monitoring.rules("recording.yml").size()
                        + Monitoring.alerts().size());
        patiently()
                .untilAsserted(() -> assertThat(prometheus.rules())
                        .allSatisfy(rule -> assertThat(rule.path("health").asString())
                                .as(rule.toString())
                                .isEqualTo("ok")));
    }

    @Test
    void alertsTellOfWhatIsWrongAndNotOfWhatIsRight() {
        whileClientsAsk(() -> {
            patiently()
                    .untilAsserted(() -> assertThat(firing())
                            .as(prometheus::complaints)
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
            patiently()
                    .untilAsserted(() -> assertThat(prometheus.firingAlerts())
                            .extracting(alert ->
                                    alert.at("/annotations/description").asString())
                            .contains("No version of corrupt is ready on " + target + ": its requests fail with 503.")
                            .noneMatch(
                                    description -> description.contains("<error") || description.contains("no value")));
        });
    }

    @Test
    void alertsTellOfAPredictorThatIsStuckAndOfWhatWaitsBehindIt() throws Exception {
        List<Future<Answer>> answers = new ArrayList<>();
        ExecutorService clients = Executors.newCachedThreadPool();
        gate.close();
        try {
            answers.add(clients.submit(() -> client.predict("/predict", List.of(THREE), ALL_THE_TIME)));
            patiently().until(gate::holdsOne);
            for (int i = 0; i < QUEUE; i++) {
                answers.add(clients.submit(() -> client.predict("/predict", List.of(THREE), ALL_THE_TIME)));
            }
            awaitAlert("ResidualQueueNearlyFull");
            awaitData(List.of("residual_queue_oldest_age_seconds > 1"), Function.identity());
            awaitAlert("ResidualPredictorStuck");
        } finally {
            gate.open();
            clients.shutdown();
        }
        for (Future<Answer> answer : answers) {
            assertThat(answer.get().status()).isEqualTo(200);
        }
        awaitAlert("ResidualLatencyBurnsBudgetFast");
        awaitAlert("ResidualLatencyBurnsBudgetSlowly");
        awaitNoAlert("ResidualPredictorStuck");
        awaitNoAlert("ResidualQueueNearlyFull");
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

    @Test
    void anAlertTellsThatALoopInTheBackgroundHangs() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        whileTheWatcher(() -> awaitQuietly(end), () -> awaitAlert("ResidualBackgroundLoopHangs"), end::countDown);
        awaitNoAlert("ResidualBackgroundLoopHangs");
    }

    @Test
    void anAlertTellsThatALoopInTheBackgroundFails() throws IOException {
        AtomicBoolean ended = new AtomicBoolean();
        Runnable fail = () -> {
            if (!ended.get()) {
                throw new IllegalStateException("provoked");
            }
        };
        whileTheWatcher(fail, () -> awaitAlert("ResidualBackgroundLoopFails"), () -> ended.set(true));
    }

    /** What the watcher does after a folder was added to the store. */
    private void whileTheWatcher(Runnable work, Runnable look, Runnable end) throws IOException {
        models.whenChanged(work);
        Path folder = Files.createDirectories(store().resolve("unfinished/1"));
        try {
            look.run();
        } finally {
            end.run();
            FileSystemUtils.deleteRecursively(folder.getParent());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anAlertTellsThatNothingIsWatched() throws IOException {
        try (PrometheusServer idle = PrometheusServer.start(directory.resolve("idle"))) {
            patiently().until(() -> namesOf(idle.firingAlerts()), Predicate.isEqual(Set.of("ResidualTargetMissing")));
        }
    }

    /** It does not return. */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void anAlertTellsThatAPredictorIsGone() {
        client.predict("/predict", THREE);

        gate.predictor().interrupt();

        awaitAlert("ResidualPredictorGone");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void everyAlertHasBeenSeen() {
        assertThat(prometheus.query("last_over_time(ALERTS{alertstate=\"firing\"}[1h])"))
                .extracting(alert -> alert.at("/metric/alertname").asString())
                .containsAll(Monitoring.alerts().stream()
                        .map(alert -> alert.path("alert").asString())
                        .filter(name -> !ALERTS_NOT_SEEN_HERE.contains(name))
                        .toList());
    }

    private static ConditionFactory patiently() {
        return await().atMost(PATIENCE).pollInterval(BETWEEN_LOOKS);
    }

    /** Until each has returned data once. */
    private static <Q> void awaitData(Collection<Q> queries, Function<Q, String> expression) {
        Set<Q> missing = new HashSet<>(queries);
        patiently().untilAsserted(() -> {
            missing.removeIf(query -> findsData(expression.apply(query)));
            assertThat(missing).as(prometheus::complaints).isEmpty();
        });
    }

    private static void awaitAlert(String name) {
        patiently()
                .untilAsserted(
                        () -> assertThat(firing()).as(prometheus::complaints).contains(name));
    }

    private static void awaitNoAlert(String name) {
        patiently()
                .untilAsserted(
                        () -> assertThat(firing()).as(prometheus::complaints).doesNotContain(name));
    }

    private static Set<String> firing() {
        return namesOf(prometheus.firingAlerts());
    }

    private static Set<String> namesOf(List<JsonNode> alerts) {
        return alerts.stream()
                .map(alert -> alert.at("/labels/alertname").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean findsData(String expression) {
        return prometheus.query(expression).stream()
                .map(PrometheusServer::value)
                .anyMatch(Double::isFinite);
    }

    private boolean hasGpu() {
        return management.get("/actuator/prometheus").response().body().contains("residual_gpu_");
    }
}
