package org.residual.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.residual.dashboard.DashboardPicture;
import org.residual.dashboard.Panel;
import org.residual.support.CorruptWeights;
import org.residual.support.NeedsPrograms;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** Draws the picture of the dashboard that docs/operations.md shows, from what a Prometheus answers to its queries. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@EnabledIfSystemProperty(named = "dashboard.picture", matches = ".+", disabledReason = "It tests nothing.")
@NeedsPrograms
class DashboardPictureTest {
    private static final Duration WATCHED = Duration.ofSeconds(Integer.getInteger("dashboard.seconds", 300));
    private static final Duration STEP = Duration.ofSeconds(3);
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(60);
    /** What it tells of times is to be true of a service that has run for a while. */
    private static final int WARM_UPS = 1000;

    private static final int CLIENTS = 3;
    private static final int MOST_IMAGES = 8;
    private static final int WRONG_ONE_IN = 15;
    private static final List<FilePart> DIGITS = Stream.of("seven", "two", "three", "five", "four", "nine")
            .map(digit -> FilePart.of(Path.of("samples", digit + ".png")))
            .toList();

    @TempDir
    static Path directory;

    private final ServiceClient client;
    private final String target;

    DashboardPictureTest(@LocalServerPort int port, @LocalManagementPort int managementPort) {
        this.client = new ServiceClient(port);
        this.target = "127.0.0.1:" + managementPort;
    }

    @DynamicPropertySource
    static void modelStore(DynamicPropertyRegistry properties) throws IOException {
        Path shipped = Path.of("model-store");
        FileSystemUtils.copyRecursively(shipped, store());
        FileSystemUtils.copyRecursively(shipped.resolve("digits-resnet/1"), store().resolve("digits-resnet/2"));
        CorruptWeights.addToOneWeight(store().resolve("digits-resnet/2"), "conv1.weight");
        properties.add("residual.model-store", () -> store().toString());
    }

    private static Path store() {
        return directory.resolve("store");
    }

    @Test
    void draw() throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            ask();
        }
        Path folder = Files.createDirectory(directory.resolve("prometheus"));
        try (PrometheusServer prometheus = PrometheusServer.start(folder, target)) {
            Instant start = Instant.now();
            load();
            List<Panel> panels = Monitoring.dashboard()
                    .path("panels")
                    .valueStream()
                    .map(panel -> new Panel(
                            panel,
                            Monitoring.queries(panel)
                                    .flatMap(
                                            query -> prometheus.range(query, start, start.plus(WATCHED), STEP).stream())
                                    .toList()))
                    .toList();
            ImageIO.write(
                    new DashboardPicture(panels, (int) WATCHED.toSeconds()).draw(),
                    "png",
                    Path.of(System.getProperty("dashboard.picture")).toFile());
        }
    }

    /** More and more clients, and a version that comes halfway. */
    private void load() throws IOException, InterruptedException {
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            clients.scheduleWithFixedDelay(
                    this::ask,
                    i * WATCHED.toMillis() / (CLIENTS + 1),
                    BETWEEN_REQUESTS.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
        TimeUnit.MILLISECONDS.sleep(WATCHED.toMillis() / 2);
        FileSystemUtils.copyRecursively(store().resolve("digits-convbnnet/1"), store().resolve("digits-convbnnet/.2"));
        Files.move(store().resolve("digits-convbnnet/.2"), store().resolve("digits-convbnnet/2"));
        TimeUnit.MILLISECONDS.sleep(WATCHED.toMillis() / 2);
        clients.shutdown();
        clients.awaitTermination(1, TimeUnit.MINUTES);
    }

    private void ask() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        FilePart digit = DIGITS.get(random.nextInt(DIGITS.size()));
        String model = random.nextInt(3) == 0 ? "digits-convbnnet" : "digits-resnet";
        if (random.nextInt(WRONG_ONE_IN) == 0) {
            client.predict(
                    "/models/" + model + "/predict", FilePart.image("cut.png", Arrays.copyOf(digit.content(), 120)));
        } else {
            client.predict(
                    "/models/" + model + "/predict", Collections.nCopies(1 + random.nextInt(MOST_IMAGES), digit));
        }
    }
}
