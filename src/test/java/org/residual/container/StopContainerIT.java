package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.fault.Callers;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;

/** The container can be stopped and restarted safely. */
@NeedsDocker
class StopContainerIT {
    private static final int REQUESTS = 8;
    private static final int IMAGES = 64;
    /** {@code -Dcontainer.stops=20} for more. */
    private static final int STOPS = Integer.getInteger("container.stops", 2);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How many requests are in progress. */
    private static int active(ServiceContainer service) {
        return service.management()
                .get("/actuator/prometheus")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("http_server_requests_active_seconds_count"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void stoppedUnderLoadItFinishesWhatItHasAccepted(ServiceImage image, @TempDir Path directory) throws Exception {
        List<FilePart> photos = DocumentedResNet.photos(IMAGES);
        ExecutorService threads = Executors.newFixedThreadPool(REQUESTS);
        try (ServiceContainer service = new ServiceContainer(image)
                .withStore(DocumentedResNet.importInto(directory))
                .withEnv("RESIDUAL_DEFAULT_MODEL", "photos")
                .withEnv("RESIDUAL_PREDICTORS_DRAIN_TIME", PATIENCE.toSeconds() + "s")) {
            service.start();
            ServiceClient client = service.client();
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                answers.add(CompletableFuture.supplyAsync(
                        () -> client.predict(DocumentedResNet.PREDICT, photos, "X-Request-Timeout-Ms", "60000"),
                        threads));
            }
            await().atMost(PATIENCE).until(() -> active(service) >= REQUESTS);

            ContainerState end = service.terminate(PATIENCE);

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.join().status()).isEqualTo(200);
                assertThat(answer.join().json().path("predictions").size()).isEqualTo(IMAGES);
            });
            // 143 is Java's exit code for SIGTERM, 137 would be SIGKILL.
            assertThat(end.getExitCodeLong()).isIn(0L, 143L);
            assertThat(end.getOOMKilled()).isFalse();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void eightKeptConnectionsLoseNoRequestHoweverOftenItIsStopped(ServiceImage image) throws Exception {
        try (ServiceContainer service = new ServiceContainer(image).withEnv("RESIDUAL_SHUTDOWN_DELAY", "1s")) {
            for (int stop = 0; stop < STOPS; stop++) {
                service.start();
                try (Callers callers = new Callers(REQUESTS, service.address())) {
                    callers.awaitWarm();
                    service.terminate(PATIENCE);
                    assertThat(callers.outcomes()).allSatisfy(outcome -> {
                        assertThat(outcome.lost()).isEmpty();
                        assertThat(outcome.statuses()).containsOnlyKeys(200);
                    });
                }
                service.stop();
            }
        }
    }

    @Test
    void startedAgainOnTheSameStoreItAnswersAsBefore(ServiceImage image, @TempDir Path directory) throws Exception {
        List<FilePart> photos = DocumentedResNet.photos(4);
        try (ServiceContainer service = new ServiceContainer(image)
                .withStore(DocumentedResNet.importInto(directory))
                .withEnv("RESIDUAL_DEFAULT_MODEL", "photos")) {
            service.start();
            Answer before = service.client().predict("/predict", photos);
            service.stop();
            service.start();
            Answer after = service.client().predict("/predict", photos);

            assertThat(before.status()).isEqualTo(200);
            assertThat(after.json()).isEqualTo(before.json());
        }
    }
}
