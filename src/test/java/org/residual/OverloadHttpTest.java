package org.residual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.residual.ServiceClient.Answer;
import org.residual.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.predictors.count=1", "residual.predictors.queue.images=64"})
class OverloadHttpTest {
    private static final int CLIENTS = 24;
    private static final int IMAGES = 64;

    private final ServiceClient client;

    OverloadHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @Test
    void moreRequestsThanMayWaitAreToldToComeAgainAndTheOthersAreAnswered() {
        List<FilePart> images = Collections.nCopies(IMAGES, FilePart.of(Path.of("samples/three.png")));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<CompletableFuture<Answer>> requests = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> client.predict("/predict", images), clients))
                    .limit(CLIENTS)
                    .toList();
            List<Answer> answers =
                    requests.stream().map(CompletableFuture::join).toList();
            assertThat(answers).extracting(Answer::status).containsOnly(200, 429);
            answers.forEach(OverloadHttpTest::assertHelpfulOrRight);
        } finally {
            clients.shutdown();
        }
        assertThat(client.predict("/predict", images.get(0)).status()).isEqualTo(200);
    }

    private static void assertHelpfulOrRight(Answer answer) {
        if (answer.status() == 429) {
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
            assertThat(answer.json().path("type").stringValue()).isEqualTo("urn:residual:problem:queue-full");
            assertThat(answer.response().headers().firstValue("Retry-After").orElseThrow())
                    .matches("[1-9][0-9]*");
        } else {
            assertThat(answer.json()
                            .path("predictions")
                            .valueStream()
                            .map(p -> p.path("argmax").intValue()))
                    .hasSize(IMAGES)
                    .containsOnly(3);
        }
    }
}
