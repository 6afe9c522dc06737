package org.residual.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Raw connections to the server, closed or not while it works. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(ClientConnectionsTest.Waiting.class)
class ClientConnectionsTest {
    private static final String REQUEST =
            "POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n" + "Content-Length: 4\r\n\r\nwait";

    private final int port;
    private final Waiting waiting;

    @Autowired
    ClientConnectionsTest(@LocalServerPort int port, Waiting waiting) {
        this.port = port;
        this.waiting = waiting;
    }

    /** Answers once the test has had its look at the connection, from the request's own thread. */
    @RestController
    static class Waiting {
        final BlockingQueue<Boolean> arrived = new LinkedBlockingQueue<>();
        final BlockingQueue<Boolean> look = new LinkedBlockingQueue<>();
        final BlockingQueue<Boolean> seen = new LinkedBlockingQueue<>();

        private final ClientConnections clients;

        Waiting(ClientConnections clients) {
            this.clients = clients;
        }

        @PostMapping("/wait")
        String hold(@RequestBody String body, HttpServletRequest request) throws InterruptedException {
            BooleanSupplier gone = clients.gone(request);
            arrived.add(true);
            boolean untilGone = look.take();
            if (untilGone) {
                await().until(gone::getAsBoolean);
            }
            seen.add(gone.getAsBoolean());
            return "done";
        }
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket("localhost", port);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void aClosedConnectionIsNoticed() throws Exception {
        Socket socket = send(REQUEST);
        waiting.arrived.take();
        socket.close();
        waiting.look.add(true);
        assertThat(waiting.seen.poll(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aConnectionThatWaitsIsThere() throws Exception {
        try (Socket socket = send(REQUEST)) {
            waiting.arrived.take();
            waiting.look.add(false);
            assertThat(waiting.seen.poll(1, TimeUnit.MINUTES)).isFalse();
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }

    @Test
    void aConnectionThatHasSentTheNextRequestAlreadyIsThereAndGetsBothAnswers() throws Exception {
        try (Socket socket = send(REQUEST + REQUEST.replace("HTTP/1.1", "HTTP/1.1\r\nConnection: close"))) {
            waiting.arrived.take();
            waiting.look.add(false);
            assertThat(waiting.seen.poll(1, TimeUnit.MINUTES)).isFalse();
            waiting.arrived.take();
            waiting.look.add(false);
            assertThat(waiting.seen.poll(1, TimeUnit.MINUTES)).isFalse();
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers.split("done", -1)).hasSize(3);
        }
    }
}
