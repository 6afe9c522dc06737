package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.NeedsPrograms;
import org.residual.support.Programs;
import tools.jackson.databind.JsonNode;

/** What {@code scripts/check-on-cluster} counts as a failure, with a simulated server. */
@NeedsPrograms
class ClusterCheckTest {
    private static final String RIGHT = "{\"predictions\": [{\"label\": \"3\"}]}";
    private static final int ENOUGH = 10;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    private Path directory;

    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(int status, String content) {
        server.createContext("/predict", exchange -> {
            exchange.getRequestBody().readAllBytes();
            send(exchange, status, content.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private JsonNode countsAfter(String outcome, int port) throws Exception {
        try (LoadClient load = new LoadClient(directory, port)) {
            load.await(outcome, "kept", ENOUGH);
            load.await(outcome, "new", ENOUGH);
            return load.end();
        }
    }

    private JsonNode countsAfter(String outcome) throws Exception {
        return countsAfter(outcome, server.getAddress().getPort());
    }

    private static int sum(JsonNode counts) {
        return counts.path("kept").intValue() + counts.path("new").intValue();
    }

    @Test
    void aRightAnswerIsNoFailure() throws Exception {
        answer(200, RIGHT);
        JsonNode counts = countsAfter("answered");
        assertThat(sum(counts.path("failed"))).isZero();
        assertThat(counts.path("failures").isEmpty()).isTrue();
    }

    @Test
    void anAnswerOfAnotherLabelIsOne() throws Exception {
        answer(200, RIGHT.replace('3', '8'));
        JsonNode counts = countsAfter("failed");
        assertThat(sum(counts.path("answered"))).isZero();
        assertThat(counts.path("failures").path(0).asString()).contains("another answer");
    }

    @Test
    void aRefusalIsOne() throws Exception {
        answer(503, "The service is stopping.");
        JsonNode counts = countsAfter("failed");
        assertThat(sum(counts.path("answered"))).isZero();
        assertThat(counts.path("failures").path(0).asString()).contains("503 The service is stopping.");
    }

    @Test
    void aConnectionThatIsClosedWithoutAnAnswerIsOne() throws Exception {
        try (ServerSocket closing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            threads.submit(() -> {
                while (true) {
                    try (Socket connection = closing.accept()) {
                        connection.getInputStream().read();
                    }
                }
            });
            assertThat(sum(countsAfter("failed", closing.getLocalPort()).path("answered")))
                    .isZero();
        }
    }

    @Test
    void theScriptIsOneThatPythonCanRead() throws Exception {
        Path python = Programs.find("Python 3 is not installed.", "python3");
        Process process = new ProcessBuilder(python.toString(), "-B", "scripts/check-on-cluster", "--help")
                .redirectErrorStream(true)
                .start();
        String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(help).isZero();
        assertThat(help).contains("--namespace");
    }
}
