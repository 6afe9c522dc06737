package org.residual.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * HTTP/1.1 with keep-alive, one request at a time, with as little work as possible: client and service share the
 * CPUs. Opened when needed.
 */
final class Connection {
    private final InetSocketAddress address;
    private final Selector selector;
    private final Answer answer = new Answer();
    private SocketChannel channel;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private long due;

    /**
     * @param port of the service, on this machine
     * @param selector watches for answers; the key's attachment is the connection
     */
    Connection(int port, Selector selector) {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.selector = selector;
    }

    /**
     * @param request header and body
     * @param due the moment from which its latency counts
     * @return whether a server is listening
     */
    boolean send(byte[] request, long due) {
        this.due = due;
        unsent = ByteBuffer.wrap(request);
        answer.clear();
        try {
            if (channel == null) {
                channel = SocketChannel.open(address);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, this);
            }
        } catch (IOException e) {
            close();
            return false;
        }
        try {
            write();
        } catch (IOException e) {
            // A closed connection is noticed when the answer is read.
            unsent.position(unsent.limit());
        }
        return true;
    }

    private void write() throws IOException {
        channel.write(unsent);
        channel.keyFor(selector)
                .interestOps(
                        unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /**
     * Continues with what the socket is ready for.
     *
     * @return the status of the answer, {@link Outcome#LOST} if there will be none, or {@link Answer#INCOMPLETE}
     */
    int proceed() {
        try {
            if (unsent.hasRemaining()) {
                write();
            }
            int status = answer.readFrom(channel);
            if (status != Answer.INCOMPLETE && answer.isLast()) {
                close();
            }
            return status;
        } catch (IOException e) {
            close();
            return Outcome.LOST;
        }
    }

    Answer answer() {
        return answer;
    }

    long due() {
        return due;
    }

    void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // It is given up anyway.
            }
            channel = null;
        }
    }
}
