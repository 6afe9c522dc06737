package org.residual.connection;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The connections that only the other side has closed, as listed by Linux; elsewhere there are none. Safe for use by
 * many threads.
 */
final class ClosedConnections {
    private static final Duration FRESH = Duration.ofMillis(200);

    private final TcpSockets sockets;
    private final LongSupplier nanoTime;
    private long readAt;
    private @Nullable Set<Ends> closed;

    /** The sockets of this process's network. */
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

    /** A connection is identified by both of its ends: each may also belong to another one. */
    private record Ends(InetSocketAddress local, InetSocketAddress remote) {}

    /**
     * @param local this side of a connection
     * @param remote the other side
     * @return whether the other side has closed it; a result of a moment ago may be reused
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
