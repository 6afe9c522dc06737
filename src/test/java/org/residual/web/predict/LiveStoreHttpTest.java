package org.residual.web.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Versions are added and removed while clients send requests. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.store.settle-time=50ms", "residual.store.poll-interval=200ms"})
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LiveStoreHttpTest {
    private static final Path SHIPPED = Path.of("model-store/digits-resnet/1");
    private static final int SWITCHES = 10;
    private static final int CLIENTS = 8;

    @TempDir
    private static Path store;

    private final ServiceClient client;

    LiveStoreHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @DynamicPropertySource
    static void store(DynamicPropertyRegistry registry) throws IOException {
        putIn(1);
        registry.add("residual.model-store", () -> store.toString());
    }

    private static void putIn(int version) throws IOException {
        NumberedVersion.putIn(SHIPPED, store.resolve("digits-resnet"), version);
    }

    private static void takeOut(int version) throws IOException {
        Path directory = store.resolve("digits-resnet").resolve(Integer.toString(version));
        Path outside = store.resolve(".removed-" + version);
        Files.move(directory, outside);
    }

    private long servingVersion() {
        return client.get("/models/digits-resnet")
                .json()
                .path("serving_version")
                .longValue();
    }

    /** Polls, as an operator would after copying a version. */
    private void awaitServing(int version) throws InterruptedException {
        while (servingVersion() != version) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void noAnswerFailsOrIsWrongWhileVersionsArePutInAndTakenOut() throws Exception {
        FilePart three = FilePart.of(Path.of("samples/three.png"));
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (!done.get()) {
                        Answer answer = client.predict("/models/digits-resnet/predict", List.of(three));
                        if (answer.status() != 200 || !isRight(answer)) {
                            faults.add(answer.response().body());
                        }
                        answered.incrementAndGet();
                    }
                });
            }
            for (int version = 2; version <= SWITCHES + 1; version++) {
                putIn(version);
                awaitServing(version);
                takeOut(version - 1);
                int before = answered.get();
                while (answered.get() < before + CLIENTS) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
        } finally {
            done.set(true);
            clients.shutdown();
            assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(faults).isEmpty();
        assertThat(answered.get()).isGreaterThan(SWITCHES * CLIENTS);
    }

    private static boolean isRight(Answer answer) {
        int version = answer.json().path("version").intValue();
        return answer.json().at("/predictions/0/label").stringValue().equals("three of version " + version);
    }
}
