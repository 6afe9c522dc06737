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
 * A port that is about to close, and its last clients. The kernel finishes handshakes before anybody accepts the
 * connections, and resets those that are not accepted when the port is closed. So no new handshake may begin first, and
 * all connections are accepted that come of those that have begun. Not thread-safe.
 */
final class ClosingPort {
    private static final Duration PAUSE = Duration.ofMillis(10);

    /**
     * How often in turn nobody has to be there: the kernel may be busy with a packet that it got before the filter.
     * Counted, not timed, so that a machine that stands still for a while misses nobody.
     */
    private static final int QUIET_LOOKS = 10;

    /** Three seconds, as a lost packet is sent again after one. A handshake whose client vanished may last a minute. */
    private static final int MOST_ROUNDS = 30;

    private final TcpSockets sockets = new TcpSockets();
    private final ServerSocketChannel port;
    private final InetSocketAddress address;
    private final boolean filtered;

    /**
     * Has no new handshake begin.
     *
     * @param port does not block from now on; it is to be closed once all are accepted
     */
    ClosingPort(ServerSocketChannel port) throws IOException {
        this.port = port;
        this.address = (InetSocketAddress) port.getLocalAddress();
        port.configureBlocking(false);
        this.filtered = new SynFilter(sockets).attachTo(address);
    }

    /**
     * @return the connection of the next client; none once all are accepted
     */
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

    /** By the port alone: a handshake names the address that the client used, a listener may name none. */
    private boolean handshakesGoOn() {
        return sockets.in(TcpSockets.State.HALF_OPEN)
                .anyMatch(socket -> socket.local().getPort() == address.getPort());
    }
}
