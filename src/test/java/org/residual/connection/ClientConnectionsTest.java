package org.residual.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Raw connections to the server, closed or not while it works. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(HeldRequests.class)
class ClientConnectionsTest {
    private static final String REQUEST =
            "POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n" + "Content-Length: 4\r\n\r\nwait";

    private final int port;
    private final HeldRequests held;

    @Autowired
    ClientConnectionsTest(@LocalServerPort int port, HeldRequests held) {
        this.port = port;
        this.held = held;
    }

    private Socket send(String text) throws IOException {
        return send(text, InetAddress.getLoopbackAddress());
    }

    private Socket send(String text, InetAddress server) throws IOException {
        Socket socket = new Socket(server, port);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void aClosedConnectionIsNoticed() throws Exception {
        Socket socket = send(REQUEST);
        held.arrived.take();
        socket.close();
        held.look.add(true);
        assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aConnectionThatIsResetIsNoticed() throws Exception {
        Socket socket = send(REQUEST);
        held.arrived.take();
        socket.setSoLinger(true, 0);
        socket.close();
        held.look.add(true);
        assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aConnectionOverTheNewerProtocolThatIsClosedIsNoticed() throws Exception {
        Socket socket = send(REQUEST, InetAddress.getByName("::1"));
        held.arrived.take();
        socket.close();
        held.look.add(true);
        assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aConnectionThatIsClosedWithTheNextRequestUnreadIsNoticed() throws Exception {
        Socket socket = send(REQUEST + REQUEST);
        held.arrived.take();
        socket.close();
        held.look.add(true);
        assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isTrue();
        held.arrived.take();
        held.look.add(true);
        assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isTrue();
    }

    /** Any program on the machine may have one: a connection is identified by both of its ends. */
    @Test
    void aConnectionIsThereThoughAnotherServerHasOneOfTheSameClientAddressAndPortThatIsClosed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket closed = new Socket();
                Socket socket = new Socket()) {
            closed.setReuseAddress(true);
            socket.setReuseAddress(true);
            closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            closed.connect(other.getLocalSocketAddress());
            try (Socket accepted = other.accept()) {
                socket.bind(closed.getLocalSocketAddress());
                closed.shutdownOutput();
                assertThat(accepted.getInputStream().read()).isNegative();
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                socket.getOutputStream().write((REQUEST + REQUEST).getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < 2; i++) {
                    held.arrived.take();
                    held.look.add(false);
                    assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isFalse();
                }
            }
        }
    }

    @Test
    void aConnectionThatWaitsIsThere() throws Exception {
        try (Socket socket = send(REQUEST)) {
            held.arrived.take();
            held.look.add(false);
            assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isFalse();
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }

    @Test
    void aConnectionThatHasSentTheNextRequestAlreadyIsThereAndGetsBothAnswers() throws Exception {
        try (Socket socket = send(REQUEST + REQUEST.replace("HTTP/1.1", "HTTP/1.1\r\nConnection: close"))) {
            held.arrived.take();
            held.look.add(false);
            assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isFalse();
            held.arrived.take();
            held.look.add(false);
            assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isFalse();
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers.split("done", -1)).hasSize(3);
        }
    }
}
