package org.residual.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A connection on which a client sends arbitrary bytes, at any speed. */
public final class RawConnection implements AutoCloseable {
    private static final int LONGEST_SILENCE = 60_000;

    private final Socket socket;

    public RawConnection(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(LONGEST_SILENCE);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Header lines end with a line break, the last with two. */
    public RawConnection post(String path, String... headers) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }

    /** Sends a byte now and then, until the other side closes the connection. */
    public RawConnection trickle(long milliseconds) throws InterruptedException {
        try {
            while (socket.getInputStream().available() == 0) {
                socket.getOutputStream().write(0);
                TimeUnit.MILLISECONDS.sleep(milliseconds);
            }
        } catch (IOException hungUp) {
            // As expected.
        }
        return this;
    }

    /** Closes its sending side, and still receives. */
    public RawConnection hangUp() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Everything received until the other side closes the connection. */
    public String answer() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            // It was closed while data was on its way.
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
