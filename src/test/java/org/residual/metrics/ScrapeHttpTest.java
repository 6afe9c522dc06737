package org.residual.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.store.ModelStore;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** A scrape during which versions are added and removed. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.store.watch=false", "residual.default-model=" + ScrapeHttpTest.MODEL})
@DirtiesContext
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ScrapeHttpTest {
    static final String MODEL = "digits-convbnnet";

    /** Enough that some of their series share a bucket of a hash table with others. */
    private static final int FAILED_VERSIONS = 40;

    /** Ready, loading, failed, unloaded. */
    private static final int STATES = 4;

    private static final int MOMENTS = 20;

    @TempDir
    private static Path store;

    private final ServiceClient management;
    private final MeterRegistry registry;
    private final ModelStore models;
    private final List<Thread> changes = new ArrayList<>();

    ScrapeHttpTest(
            @LocalManagementPort int managementPort, @Autowired MeterRegistry registry, @Autowired ModelStore models) {
        this.management = new ServiceClient(managementPort);
        this.registry = registry;
        this.models = models;
    }

    @DynamicPropertySource
    static void store(DynamicPropertyRegistry registry) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("model-store", MODEL), store.resolve(MODEL));
        for (int version = 1; version <= FAILED_VERSIONS; version++) {
            Files.createDirectories(store.resolve("failed").resolve(Integer.toString(version)));
        }
        registry.add("residual.model-store", () -> store.toString());
    }

    /** Has a series that changes the models when it is scraped. */
    private void changeAtSomeMomentsOfAScrape() {
        AtomicInteger moments = new AtomicInteger();
        for (int i = 0; i < MOMENTS; i++) {
            Gauge.builder("residual.model.state", () -> {
                        change(moments.getAndIncrement() % 2 == 0);
                        return 0;
                    })
                    .tags("model", "", "version", Integer.toString(i), "state", "")
                    .register(registry);
        }
    }

    private void change(boolean unload) {
        Thread change = new Thread(() -> {
            try {
                if (unload) {
                    models.unload(MODEL);
                } else {
                    models.load(MODEL);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        changes.add(change);
        change.start();
        // It is done, or waits for the end of the scrape.
        await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> change.getState() != Thread.State.RUNNABLE);
    }

    @Test
    void aScrapeBesideChangesIsWhole() throws InterruptedException {
        changeAtSomeMomentsOfAScrape();

        Answer scrape = management.get("/actuator/prometheus", "Accept", "text/plain");

        assertThat(scrape.status()).as(scrape.response().body()).isEqualTo(200);
        assertThat(scrape.response().body().lines().filter(line -> line.startsWith("residual_model_state{")))
                .doesNotHaveDuplicates()
                .hasSize(MOMENTS + STATES * (FAILED_VERSIONS + 1));
        for (Thread change : changes) {
            change.join();
        }
    }
}
