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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.ServiceClient.Answer;

/** SIGTERM, while clients send requests as fast as they can. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class GracefulStopTest {
    private static final int CLIENTS = 10;
    private static final int FRAME_HEADER = 9;
    private static final int GOAWAY = 7;

    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void fillStore() throws IOException {
        store = Models.storeIn(directory);
    }

    @Test
    void everyRequestOverAConnectionThatIsKeptIsAnsweredAndTheLastAnswerSaysClose() throws Exception {
        try (ServiceProcess service = ServiceProcess.of(store).start();
                Callers callers = new Callers(CLIENTS, service.port())) {
            callers.awaitWarm();
            service.signal("TERM");
            assertThat(callers.outcomes()).allSatisfy(outcome -> {
                assertThat(outcome.lost()).isEmpty();
                assertThat(outcome.statuses()).containsOnlyKeys(200);
                assertThat(outcome.lastSaidClose()).isTrue();
            });
            assertThat(service.awaitEnd()).isEqualTo(ServiceProcess.BY_SIGTERM);
        }
    }

    @Test
    void whileItIsNotReadyAnyMoreItAnswersStillAndSaysClose() throws Exception {
        try (ServiceProcess service =
                ServiceProcess.of(store).setting("--residual.shutdown.delay=5s").start()) {
            service.awaitReady();
            service.signal("TERM");
            await().until(() -> service.readiness() == 503);
            Answer answer = Models.ask(service.client());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response().headers().firstValue("Connection")).hasValue("close");
            assertThat(service.awaitEnd()).isEqualTo(ServiceProcess.BY_SIGTERM);
        }
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
            assertThat(service.awaitEnd()).isEqualTo(ServiceProcess.BY_SIGTERM);
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
            service.awaitReady();
            service.signal("TERM");
            await().until(() -> service.readiness() == 503);
            service.signal("TERM");
            assertThat(Models.ask(service.client()).status()).isEqualTo(200);
            assertThat(service.awaitEnd()).isEqualTo(ServiceProcess.BY_SIGTERM);
        }
    }

    @Test
    void askedWhileItStartsItStops() throws Exception {
        try (ServiceProcess service = ServiceProcess.of(store).begin()) {
            service.awaitLog("Starting ResidualApplication");
            service.signal("TERM");
            assertThat(service.awaitEnd()).isEqualTo(ServiceProcess.BY_SIGTERM);
        }
    }

    @Test
    void itLeavesNothingBehindInTheTemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        try (ServiceProcess service =
                ServiceProcess.of(store).java("-Djava.io.tmpdir=" + temporary).start()) {
            service.signal("TERM");
            assertThat(service.awaitEnd()).isEqualTo(ServiceProcess.BY_SIGTERM);
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("tomcat")))
                    .isEmpty();
        }
    }
}
