package org.residual.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ClosingPortTest {
    private static final int CLIENTS = 8;
    private static final int GREETING = 42;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ServerSocketChannel port;

    @BeforeEach
    void open() throws IOException {
        port = ServerSocketChannel.open();
        port.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        port.close();
        threads.shutdownNow();
    }

    private InetSocketAddress address() throws IOException {
        return (InetSocketAddress) port.getLocalAddress();
    }

    @Test
    void whoIsConnectedBeforeIsAccepted() throws Exception {
        try (SocketChannel client = SocketChannel.open(address())) {
            Optional<SocketChannel> accepted = new ClosingPort(port).accept();
            assertThat(accepted.orElseThrow().getRemoteAddress()).isEqualTo(client.getLocalAddress());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "0.0.0.0", "::"})
    void whoConnectsAfterwardsIsNotConnectedAndIsRefusedOnceThePortIsClosed(String host) throws Exception {
        port.close();
        port = ServerSocketChannel.open();
        port.bind(new InetSocketAddress(host, 0));
        InetAddress here = address().getAddress().isAnyLocalAddress()
                ? InetAddress.getByName("127.0.0.1")
                : address().getAddress();
        ClosingPort closing = new ClosingPort(port);
        try (SocketChannel client = SocketChannel.open()) {
            client.configureBlocking(false);
            assertThat(client.connect(new InetSocketAddress(here, address().getPort())))
                    .isFalse();
            assertThat(closing.accept()).isEmpty();
            port.close();
            client.configureBlocking(true);
            assertThatThrownBy(client::finishConnect).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void whoIsAboutToConnectIsWaitedFor() throws Exception {
        try (PausedHandshake client = new PausedHandshake(address().getPort())) {
            await().until(() -> new TcpSockets()
                    .in(TcpSockets.State.HALF_OPEN)
                    .anyMatch(
                            socket -> socket.local().getPort() == port.socket().getLocalPort()));
            ClosingPort closing = new ClosingPort(port);
            client.goOn();
            assertThat(closing.accept()).isPresent();
        }
    }

    /** RFC 9293, 3.10.7: the connection of a client is reset if the port was closed before accepting it. */
    @Test
    void nobodyIsResetOfThoseWhoConnectAllTheTime() throws Exception {
        List<Future<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(connectingUntilRefused(address())));
        }
        for (int i = 0; i < CLIENTS; i++) {
            greet(port.accept());
        }
        ClosingPort closing = new ClosingPort(port);
        int accepted = CLIENTS;
        for (Optional<SocketChannel> next = closing.accept(); next.isPresent(); next = closing.accept()) {
            greet(next.get());
            accepted++;
        }
        port.close();
        int greeted = 0;
        for (Future<Integer> client : clients) {
            greeted += client.get();
        }
        assertThat(greeted).isEqualTo(accepted);
    }

    private static void greet(SocketChannel client) throws IOException {
        try (client) {
            client.socket().getOutputStream().write(GREETING);
        }
    }

    /** How often it was greeted. Fails if it was connected but not greeted. */
    private static Callable<Integer> connectingUntilRefused(InetSocketAddress address) {
        return () -> {
            int greeted = 0;
            while (true) {
                try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                    assertThat(socket.getInputStream().read()).isEqualTo(GREETING);
                    greeted++;
                } catch (ConnectException e) {
                    return greeted;
                }
            }
        };
    }
}
