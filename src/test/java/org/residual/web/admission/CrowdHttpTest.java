package org.residual.web.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.residual.inference.admission.Admission;
import org.residual.memory.RequestMemory;
import org.residual.metrics.ServingMetrics;
import org.residual.store.ModelStore;
import org.residual.store.version.ReadyVersion;
import org.residual.support.Gate;
import org.residual.support.RawConnection;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Many more clients than there are threads, while the only predictor is blocked. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "server.tomcat.threads.max=8",
            "residual.predictors.count=1",
            "residual.predictors.queue.requests=2",
            "residual.limits.timeout=5m",
            "residual.limits.longest-timeout=5m"
        })
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CrowdHttpTest {
    private static final int CROWD = 40;
    private static final int INSIDE = 2;
    private static final byte[] THREE =
            FilePart.of(Path.of("samples/three.png")).content();

    private final int port;
    private final ServiceClient client;
    private final ReadyVersion version;
    private final Admission admission;
    private final RequestMemory memory;
    private final Gate gate;
    private final List<RawConnection> crowd = new ArrayList<>();

    CrowdHttpTest(
            @LocalServerPort int port,
            @Autowired ModelStore models,
            @Autowired Admission admission,
            @Autowired RequestMemory memory,
            @Autowired Gate gate) {
        this.port = port;
        this.client = new ServiceClient(port);
        this.version = models.model("digits-resnet").orElseThrow().serving().orElseThrow();
        this.admission = admission;
        this.memory = memory;
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

    @BeforeEach
    void gather() throws IOException {
        gate.close();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(ask());
        }
        await().until(() -> admission.waiting(version) == CROWD - INSIDE);
    }

    private RawConnection ask(String... headers) throws IOException {
        String more = headers.length == 0 ? "" : "\r\n" + String.join("\r\n", headers);
        String head = "POST /predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: image/png"
                + "\r\nContent-Length: " + THREE.length + more + "\r\n\r\n";
        // In one piece: it must be received completely.
        return new RawConnection(port).send(head + new String(THREE, StandardCharsets.ISO_8859_1));
    }

    @AfterEach
    void leave() {
        if (gate.isClosedByThisThread()) {
            gate.open();
        }
        crowd.forEach(RawConnection::close);
        await().until(() -> admission.waiting(version) == 0);
    }

    private void assertAnswered(RawConnection connection) throws IOException {
        assertThat(connection.answer()).startsWith("HTTP/1.1 200").contains("\"argmax\":3");
    }

    @Test
    void allAreAnsweredThoughTheyAreManyTimesTheThreads() throws IOException {
        gate.open();
        for (RawConnection connection : crowd) {
            assertAnswered(connection);
        }
    }

    @Test
    void whoeverWaitsLeavesThreadsForOthers() {
        assertThat(client.get("/models").status()).isEqualTo(200);
    }

    @Test
    void ofThoseWhoWaitNoBodyIsRead() {
        // It arrives in pieces that are joined.
        assertThat(memory.bodies().taken())
                .isLessThanOrEqualTo((long) INSIDE * RequestMemory.BODY_WEIGHT * THREE.length);
    }

    @Test
    void whoeverCouldNotBeAnsweredInItsTimeIsToldToComeAgain() throws IOException {
        try (RawConnection hasty = ask("X-Request-Timeout-Ms: 1")) {
            assertThat(hasty.answer())
                    .startsWith("HTTP/1.1 429")
                    .contains("Retry-After: ")
                    .contains("urn:residual:problem:queue-full");
        }
    }

    @Test
    void whoeverGoesWhileItWaitsIsForgotten() {
        crowd.forEach(RawConnection::close);
        await().until(() -> admission.waiting(version) == 0);
    }
}
