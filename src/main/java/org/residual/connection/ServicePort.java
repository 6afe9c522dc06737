package org.residual.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Where clients connect to. It can be closed so that those who are connected are served still. The kernel connects
 * clients before the server knows of them, and resets those it has not taken when the port is closed. So for a moment
 * nobody is taken: whoever comes back after an answer waits then. All of these are taken at once, and the port is closed.
 */
final class ServicePort extends NioEndpoint {
    private static final Duration GATHERING = Duration.ofMillis(100);
    private static final Duration KNOCKING = Duration.ofSeconds(1);
    private static final List<String> THIS_MACHINE = List.of("127.0.0.1", "::1");

    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    /** Those taken last, of the acceptor's thread alone. */
    private final Queue<SocketChannel> last = new ArrayDeque<>();

    private volatile boolean closing;

    /**
     * Has nobody connect any more.
     *
     * @param longest how long to wait for that at most
     */
    void closeToNewcomers(Duration longest) throws InterruptedException {
        closing = true;
        knock();
        closed.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The acceptor waits for a connection, so it gets one. */
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

    /** Null once the server pauses: it drops what it is given then. */
    @Override
    protected SocketChannel serverSocketAccept() throws Exception {
        if (!closing) {
            return super.serverSocketAccept();
        }
        if (closed.getCount() > 0) {
            takeTheLast((ServerSocketChannel) getServerSocket());
        }
        if (last.isEmpty()) {
            released.await();
        }
        return last.poll();
    }

    private void takeTheLast(ServerSocketChannel port) throws IOException, InterruptedException {
        try {
            TimeUnit.NANOSECONDS.sleep(GATHERING.toNanos());
            port.configureBlocking(false);
            for (SocketChannel next = port.accept(); next != null; next = port.accept()) {
                last.add(next);
            }
        } finally {
            port.close();
            closed.countDown();
        }
    }

    @Override
    protected void destroySocket(SocketChannel socket) {
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
