package org.residual.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

/** The port for clients. It can be closed so that all connected clients are still served. */
final class ServicePort extends NioEndpoint {
    private static final Duration KNOCKING = Duration.ofSeconds(1);
    private static final List<String> THIS_MACHINE = List.of("127.0.0.1", "::1");

    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    /** For the acceptor's thread only. */
    private Optional<ClosingPort> closingPort = Optional.empty();

    private volatile boolean closing;

    /**
     * Accepts no more connections.
     *
     * @param longest how long to wait for that
     */
    void closeToNewcomers(Duration longest) throws InterruptedException {
        closing = true;
        knock();
        closed.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The acceptor waits for a connection, so connect to it. */
    private void knock() {
        try {
            InetSocketAddress bound = getLocalAddress();
            if (bound == null) {
                return;
            }
            if (!bound.getAddress().isAnyLocalAddress()) {
                knock(bound);
                return;
            }
            for (String address : THIS_MACHINE) {
                if (knock(new InetSocketAddress(InetAddress.getByName(address), bound.getPort()))) {
                    return;
                }
            }
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private static boolean knock(InetSocketAddress address) {
        try (Socket visitor = new Socket()) {
            visitor.connect(address, (int) KNOCKING.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Null once the server pauses: it drops connections that it is given then. */
    @Override
    protected @Nullable SocketChannel serverSocketAccept() throws Exception {
        if (!closing) {
            return super.serverSocketAccept();
        }
        Optional<SocketChannel> next = closed.getCount() > 0 ? acceptOneOfTheLast() : Optional.empty();
        if (next.isEmpty()) {
            released.await();
        }
        return next.orElse(null);
    }

    /** None once the port is closed. The server knows all connections accepted before. */
    private Optional<SocketChannel> acceptOneOfTheLast() throws IOException, InterruptedException {
        ServerSocketChannel port = (ServerSocketChannel) getServerSocket();
        if (closingPort.isEmpty()) {
            closingPort = Optional.of(new ClosingPort(port));
        }
        Optional<SocketChannel> next = closingPort.get().accept();
        if (next.isEmpty()) {
            port.close();
            closed.countDown();
        }
        return next;
    }

    @Override
    protected void destroySocket(@Nullable SocketChannel socket) {
        if (socket == null) {
            countDownConnection();
        } else {
            super.destroySocket(socket);
        }
    }

    @Override
    protected void unlockAccept() {
        if (closing) {
            released.countDown();
        } else {
            super.unlockAccept();
        }
    }
}
