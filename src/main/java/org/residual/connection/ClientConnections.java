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
 * Tells whether the client of a request is still there. The servlet API cannot: a server notices a closed connection
 * only when it reads or writes, and to read ahead might take the next request from it. So the socket is asked whether
 * there is something to read, and how many bytes: none are at its end, whether the client closed it or reset it.
 *
 * <p>Bytes that nobody has read yet, as of the next request or of TLS's own farewell, may hide that end. Then Linux is
 * asked; elsewhere, and where its tables cannot be read, such a client counts as there. Safe for use by many threads.
 */
public final class ClientConnections implements AutoCloseable {
    private final ClosedConnections closedByOtherSide = new ClosedConnections();
    private final Selector selector;

    /** Looks at connections when asked. */
    ClientConnections() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param request whose client may go away
     * @return tells whether it has closed its connection, as long as the request is not answered; a look takes some
     *     microseconds
     */
    public BooleanSupplier gone(ServletRequest request) {
        NioSocketWrapper connection = ConnectionValve.connectionOf(request);
        return connection == null ? () -> false : () -> isGone(connection);
    }

    /**
     * @param request whose body is not read yet
     * @return tells how many bytes have come over its connection that nobody has read: encrypted, if the connection is; 0
     *     where that is not known
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

    /** The selector lets go of the socket at once: the server could not close it before. */
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
