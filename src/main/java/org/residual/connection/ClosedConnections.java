package org.residual.connection;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The connections that the other side has closed and this side has not, as Linux tells of them; elsewhere there are none.
 * Safe for use by many threads.
 */
final class ClosedConnections {
    private static final Duration FRESH = Duration.ofMillis(200);

    private final TcpSockets sockets;
    private final LongSupplier nanoTime;
    private long readAt;
    private @Nullable Set<Ends> closed;

    /** Those of this process's network. */
    ClosedConnections() {
        this(new TcpSockets(), System::nanoTime);
    }

    /**
     * @param sockets of this machine
     * @param nanoTime as {@link System#nanoTime}
     */
    ClosedConnections(TcpSockets sockets, LongSupplier nanoTime) {
        this.sockets = sockets;
        this.nanoTime = nanoTime;
    }

    /** A connection is known by both of its ends: either may be that of another one too. */
    private record Ends(InetSocketAddress local, InetSocketAddress remote) {}

    /**
     * @param local this side of a connection
     * @param remote the other one
     * @return whether that has closed it; a look of a moment ago will do
     */
    synchronized boolean contain(InetSocketAddress local, InetSocketAddress remote) {
        if (closed == null || nanoTime.getAsLong() - readAt > FRESH.toNanos()) {
            closed = sockets.in(TcpSockets.State.CLOSE_WAIT)
                    .map(socket -> new Ends(socket.local(), socket.remote()))
                    .collect(Collectors.toUnmodifiableSet());
            readAt = nanoTime.getAsLong();
        }
        return closed.contains(new Ends(local, remote));
    }
}
