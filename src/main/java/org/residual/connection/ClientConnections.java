package org.residual.connection;

import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;

/**
 * Tells whether the client of a request is still connected. The servlet API cannot: a server notices a closed
 * connection only when it reads or writes, and reading ahead might consume the next request. So the socket is polled
 * for readability, and for the number of readable bytes: a closed or reset connection is readable with none.
 *
 * <p>Unread bytes, such as the next request or TLS's close notification, can hide that end. Then Linux's socket tables
 * are read; elsewhere, or if they cannot be read, such a client counts as connected. Safe for use by many threads.
 */
public final class ClientConnections implements AutoCloseable {
    private final ClosedConnections closedByOtherSide = new ClosedConnections();
    private final Selector selector;

    /** Checks connections on demand. */
    ClientConnections() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param request of the client
     * @return whether the client has closed its connection; valid until the request is answered; a check takes some
     *     microseconds
     */
    public BooleanSupplier gone(ServletRequest request) {
        NioSocketWrapper connection = ConnectionValve.connectionOf(request);
        return connection == null ? () -> false : () -> isGone(connection);
    }

    /**
     * @param request whose body has not been read
     * @return the number of unread bytes of its connection: encrypted, if the connection is; 0 if unknown
     */
    public IntSupplier unread(ServletRequest request) {
        NioSocketWrapper connection = ConnectionValve.connectionOf(request);
        return connection == null ? () -> 0 : () -> unread(connection);
    }

    private static int unread(NioSocketWrapper connection) {
        SocketChannel channel = connection.getSocket().getIOChannel();
        try {
            return channel == null ? 0 : channel.socket().getInputStream().available();
        } catch (IOException e) {
            return 0;
        }
    }

    private boolean isGone(NioSocketWrapper connection) {
        SocketChannel channel = connection.getSocket().getIOChannel();
        if (channel == null || connection.isClosed()) {
            return true;
        }
        try {
            return hasSomethingToRead(channel)
                    && (channel.socket().getInputStream().available() == 0
                            || closedByOtherSide.contain(
                                    (InetSocketAddress) channel.getLocalAddress(),
                                    (InetSocketAddress) channel.getRemoteAddress()));
        } catch (ClosedChannelException | CancelledKeyException e) {
            return true;
        } catch (IOException | ClosedSelectorException e) {
            return !channel.isOpen();
        }
    }

    /** The selector releases the socket at once: otherwise the server could not close it. */
    private synchronized boolean hasSomethingToRead(SocketChannel channel) throws IOException {
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        try {
            selector.selectNow();
            return key.isReadable();
        } finally {
            key.cancel();
            selector.selectNow();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
