package org.residual.web.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.residual.inference.predictor.PredictorPool;
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
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.predictors.count=1", "residual.limits.timeout=60s"})
class OverloadHttpTest {
    private static final int CLIENTS = 24;
    private static final int IMAGES = 64;
    private static final List<FilePart> THREES = Collections.nCopies(IMAGES, FilePart.of(Path.of("samples/three.png")));

    private final ServiceClient client;
    private final ReadyVersion version;
    private final PredictorPool predictors;
    private final Gate gate;

    OverloadHttpTest(
            @LocalServerPort int port,
            @Autowired ModelStore models,
            @Autowired PredictorPool predictors,
            @Autowired Gate gate) {
        this.client = new ServiceClient(port);
        this.version = models.model("digits-resnet").orElseThrow().serving().orElseThrow();
        this.predictors = predictors;
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

    /** More images are queued than take a tenth of a second, and fewer than take a minute. */
    @Test
    void whatCannotBeAnsweredInItsTimeIsToldToComeAgainAndTheRestIsAnswered() {
        // The time per image is known from then on.
        assertThat(client.predict("/predict", THREES).status()).isEqualTo(200);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        gate.close();
        try {
            List<CompletableFuture<Answer>> requests = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> client.predict("/predict", THREES), clients))
                    .limit(CLIENTS)
                    .toList();
            await().until(() -> gate.holdsOne() && predictors.queuedImages(version) >= (CLIENTS - 1) * IMAGES);
            assertTellsWhenToComeAgain(client.predict("/predict", THREES, "X-Request-Timeout-Ms", "100"));
            gate.open();
            requests.forEach(request -> assertRight(request.join()));
        } finally {
            clients.shutdown();
        }
    }

    private static void assertTellsWhenToComeAgain(Answer answer) {
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().path("type").stringValue()).isEqualTo("urn:residual:problem:queue-full");
        assertThat(answer.response().headers().firstValue("Retry-After").orElseThrow())
                .matches("[1-9][0-9]*");
    }

    private static void assertRight(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()
                        .path("predictions")
                        .valueStream()
                        .map(p -> p.path("argmax").intValue()))
                .hasSize(IMAGES)
                .containsOnly(3);
    }
}
