package org.residual.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** Liveness and readiness are available on a port of their own. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.store.settle-time=50ms", "residual.store.poll-interval=100ms"})
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HealthHttpTest {
    private static final String LIVENESS = "/actuator/health/liveness";
    private static final String READINESS = "/actuator/health/readiness";

    @TempDir
    private static Path store;

    private final ServiceClient client;
    private final ServiceClient management;
    private final ConfigurableApplicationContext context;

    HealthHttpTest(
            @LocalServerPort int port,
            @LocalManagementPort int managementPort,
            ConfigurableApplicationContext context) {
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
        this.context = context;
    }

    @DynamicPropertySource
    static void store(DynamicPropertyRegistry registry) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("model-store"), store);
        registry.add("residual.model-store", () -> store.toString());
    }

    private void awaitReadiness(int status) throws InterruptedException {
        while (management.get(READINESS).status() != status) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void livesAndIsReady() {
        assertThat(management.get(LIVENESS).json().path("status").stringValue()).isEqualTo("UP");
        assertThat(management.get(READINESS).json().path("status").stringValue())
                .isEqualTo("UP");
    }

    @Test
    void isNotThereForThoseWhoAskForPredictions() {
        Answer answer = client.get(READINESS);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
    }

    @Test
    void isNotReadyWhileAModelIsNotButLives() throws Exception {
        Files.createDirectories(store.resolve("unfinished/1"));

        awaitReadiness(503);

        assertThat(management.get(LIVENESS).status()).isEqualTo(200);
        FileSystemUtils.deleteRecursively(store.resolve("unfinished"));
        awaitReadiness(200);
    }

    @Test
    void isNotReadyWhenItTakesNoMoreRequests() {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        try {
            assertThat(management.get(READINESS).status()).isEqualTo(503);
            assertThat(management.get(LIVENESS).status()).isEqualTo(200);
        } finally {
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        }
    }
}
