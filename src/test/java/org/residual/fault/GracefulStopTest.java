package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.residual.clients.Proxy;
import org.residual.support.NeedsPrograms;
import org.residual.support.ServiceClient.Answer;

/** SIGTERM, while clients send requests as fast as they can. */
@NeedsPrograms
@EnabledOnOs(OS.LINUX)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class GracefulStopTest {
    private static final int CLIENTS = 10;
    private static final int BY_SIGTERM = 128 + 15;
    private static final String READINESS = "/actuator/health/readiness";
    private static final int FRAME_HEADER = 9;
    private static final int GOAWAY = 7;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch warm = new CountDownLatch(CLIENTS);

    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void fillStore() throws IOException {
        store = directory.resolve("models");
        Models.putIn(store, 1);
    }

    @AfterEach
    void endClients() {
        threads.shutdownNow();
    }

    private static void awaitReady(ServiceProcess service) {
        await().until(() -> service.management().get(READINESS).status() == 200);
    }

    private List<Caller> callers(int port) throws IOException {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            callers.add(new Caller(port, warm));
        }
        return callers;
    }

    private List<Caller.Outcome> outcomes(List<Future<Caller.Outcome>> answers) throws Exception {
        List<Caller.Outcome> outcomes = new ArrayList<>();
        for (Future<Caller.Outcome> answer : answers) {
            outcomes.add(answer.get());
        }
        return outcomes;
    }

    private List<Future<Caller.Outcome>> start(List<Caller> callers) {
        return callers.stream().map(threads::submit).toList();
    }

    @Test
    void everyRequestOverAConnectionThatIsKeptIsAnsweredAndTheLastAnswerSaysClose() throws Exception {
        try (ServiceProcess service = ServiceProcess.of(store).start()) {
            List<Future<Caller.Outcome>> answers = start(callers(service.port()));
            warm.await();
            service.signal("TERM");
            assertThat(outcomes(answers)).allSatisfy(outcome -> {
                assertThat(outcome.lost()).isEmpty();
                assertThat(outcome.statuses()).containsOnlyKeys(200);
                assertThat(outcome.lastSaidClose()).isTrue();
            });
            assertThat(service.awaitEnd()).isEqualTo(BY_SIGTERM);
        }
    }

    @Test
    void whileItIsNotReadyAnyMoreItAnswersStillAndSaysClose() throws Exception {
        try (ServiceProcess service =
                ServiceProcess.of(store).setting("--residual.shutdown.delay=5s").start()) {
            awaitReady(service);
            service.signal("TERM");
            await().until(() -> service.management().get(READINESS).status() == 503);
            Answer answer = Models.ask(service.client());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response().headers().firstValue("Connection")).hasValue("close");
            assertThat(service.awaitEnd()).isEqualTo(BY_SIGTERM);
        }
    }

    @Test
    void everyRequestThroughHaproxyIsAnswered() throws Exception {
        try (ServiceProcess stopped = ServiceProcess.of(store)
                        .setting("--residual.shutdown.delay=2s")
                        .start();
                ServiceProcess other = ServiceProcess.of(store).start()) {
            awaitReady(stopped);
            awaitReady(other);
            String services = """
                    option httpchk GET %s
                    server stopped 127.0.0.1:%s check port %s inter 200ms
                    server other 127.0.0.1:%s check port %s inter 200ms
                """.formatted(
                            READINESS, stopped.port(), stopped.managementPort(), other.port(), other.managementPort());
            try (Proxy proxy = Proxy.haproxy(directory, services)) {
                assertAllAreAnsweredThrough(proxy, stopped);
            }
        }
    }

    /** It opens a connection for each request, has no health checks, and retries no request that was sent. */
    @Test
    void everyRequestThroughNginxIsAnswered() throws Exception {
        try (ServiceProcess stopped = ServiceProcess.of(store).start();
                ServiceProcess other = ServiceProcess.of(store).start();
                Proxy proxy = Proxy.nginx(directory, stopped.port(), other.port())) {
            assertAllAreAnsweredThrough(proxy, stopped);
        }
    }

    private void assertAllAreAnsweredThrough(Proxy proxy, ServiceProcess stopped) throws Exception {
        List<Caller> callers = callers(proxy.port());
        List<Future<Caller.Outcome>> answers = start(callers);
        warm.await();
        stopped.signal("TERM");
        assertThat(stopped.awaitEnd()).isEqualTo(BY_SIGTERM);
        callers.forEach(Caller::stop);
        assertThat(outcomes(answers)).as(proxy.log()).allSatisfy(outcome -> {
            assertThat(outcome.lost()).isEmpty();
            assertThat(outcome.statuses()).containsOnlyKeys(200);
        });
    }

    /** RFC 9113, 6.8. */
    @Test
    void clientsOfGrpcAreToldToGoAway() throws Exception {
        int port = ServiceProcess.Launch.freePort();
        try (ServiceProcess service = ServiceProcess.of(store)
                        .setting("--residual.grpc.enabled=true")
                        .setting("--residual.grpc.port=" + port)
                        .start();
                Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connection.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // SETTINGS, of which there are none.
            connection.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            DataInputStream frames = new DataInputStream(connection.getInputStream());
            int first = nextFrame(frames);
            service.signal("TERM");
            int type = first;
            while (type != GOAWAY) {
                type = nextFrame(frames);
            }
            assertThat(service.awaitEnd()).isEqualTo(BY_SIGTERM);
        }
    }

    /** The type of a frame, whose content is skipped. */
    private static int nextFrame(DataInputStream frames) throws IOException {
        byte[] header = new byte[FRAME_HEADER];
        frames.readFully(header);
        frames.skipNBytes((header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff);
        return header[3];
    }

    @Test
    void askedTwiceItStopsAsIfAskedOnce() throws Exception {
        try (ServiceProcess service =
                ServiceProcess.of(store).setting("--residual.shutdown.delay=5s").start()) {
            awaitReady(service);
            service.signal("TERM");
            await().until(() -> service.management().get(READINESS).status() == 503);
            service.signal("TERM");
            assertThat(Models.ask(service.client()).status()).isEqualTo(200);
            assertThat(service.awaitEnd()).isEqualTo(BY_SIGTERM);
        }
    }

    @Test
    void askedWhileItStartsItStops() throws Exception {
        try (ServiceProcess service = ServiceProcess.of(store).begin()) {
            service.awaitLog("Starting ResidualApplication");
            service.signal("TERM");
            assertThat(service.awaitEnd()).isEqualTo(BY_SIGTERM);
        }
    }

    @Test
    void itLeavesNothingBehindInTheTemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        try (ServiceProcess service =
                ServiceProcess.of(store).java("-Djava.io.tmpdir=" + temporary).start()) {
            service.signal("TERM");
            assertThat(service.awaitEnd()).isEqualTo(BY_SIGTERM);
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("tomcat")))
                    .isEmpty();
        }
    }
}
