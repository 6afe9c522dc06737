package org.residual.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port that is about to close, and its last clients. The kernel completes handshakes before the connections are
 * accepted, and resets unaccepted ones when the port is closed. So first new handshakes are blocked, then all
 * connections from earlier handshakes are accepted. Not thread-safe.
 */
final class ClosingPort {
    private static final Duration PAUSE = Duration.ofMillis(10);

    /**
     * How often in a row no connection must be waiting: the kernel may still process a packet from before the filter.
     * Counted, not timed, so that a machine that stalls for a while misses no client.
     */
    private static final int QUIET_LOOKS = 10;

    /** Three seconds, as a lost packet is sent again after one. A handshake whose client vanished may last a minute. */
    private static final int MOST_ROUNDS = 30;

    private final TcpSockets sockets = new TcpSockets();
    private final ServerSocketChannel port;
    private final InetSocketAddress address;
    private final boolean filtered;

    /**
     * Blocks new handshakes.
     *
     * @param port becomes non-blocking; to be closed once all are accepted
     */
    ClosingPort(ServerSocketChannel port) throws IOException {
        this.port = port;
        this.address = (InetSocketAddress) port.getLocalAddress();
        port.configureBlocking(false);
        this.filtered = new SynFilter(sockets).attachTo(address);
    }

    /** @return the connection of the next client; empty once all are accepted */
    Optional<SocketChannel> accept() throws IOException, InterruptedException {
        SocketChannel next = port.accept();
        boolean settled = !filtered;
        for (int round = 0; next == null && !settled && round < MOST_ROUNDS; round++) {
            settled = !handshakesGoOn();
            next = acceptUnlessQuiet();
        }
        return Optional.ofNullable(next);
    }

    private @Nullable SocketChannel acceptUnlessQuiet() throws IOException, InterruptedException {
        SocketChannel next = null;
        for (int look = 0; next == null && look < QUIET_LOOKS; look++) {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            next = port.accept();
        }
        return next;
    }

    /** By the port alone: a handshake has the address that the client used, a listener may have none. */
    private boolean handshakesGoOn() {
        return sockets.in(TcpSockets.State.HALF_OPEN)
                .anyMatch(socket -> socket.local().getPort() == address.getPort());
    }
}
