package org.residual.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * HTTP/1.1 kept alive, with as little work as can be: client and service share the processors. Opened where needed.
 */
final class Connection implements AutoCloseable {
    /** What became of a request that was sent and not answered, though nobody had asked the service to stop. */
    static final int LOST = 0;
    /** What became of a request that could not be sent, since nobody listened. */
    static final int REFUSED = -1;

    /** What became of a request that was sent when the service had been asked to stop, and never read by it. */
    static final int DECLINED = -2;

    private static final int TIMEOUT_MILLISECONDS = 60_000;

    private final int port;
    private Socket socket;
    private InputStream in;

    /**
     * @param port of the service, on this machine
     */
    Connection(int port) {
        this.port = port;
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @return the answer's status, {@link #LOST} or {@link #REFUSED}
     */
    int exchange(byte[] request) {
        if (socket == null && !open()) {
            return REFUSED;
        }
        try {
            socket.getOutputStream().write(request);
            return readAnswer();
        } catch (IOException e) {
            close();
            return LOST;
        }
    }

    private boolean open() {
        try {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLISECONDS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLISECONDS);
            in = new BufferedInputStream(socket.getInputStream());
            return true;
        } catch (IOException e) {
            close();
            return false;
        }
    }

    private int readAnswer() throws IOException {
        int status = Integer.parseInt(readLine().split(" ")[1]);
        long length = 0;
        boolean chunked = false;
        boolean last = false;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length =
                        Long.parseLong(header.substring(header.indexOf(':') + 1).trim());
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = true;
            } else if (header.startsWith("connection:")) {
                last = header.contains("close");
            }
        }
        if (chunked) {
            skipChunks();
        } else {
            in.skipNBytes(length);
        }
        if (last) {
            close();
        }
        return status;
    }

    private void skipChunks() throws IOException {
        long length;
        do {
            length = Long.parseLong(readLine(), 16);
            in.skipNBytes(length);
            readLine();
        } while (length > 0);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException();
            }
            line.append((char) octet);
        }
        return line.substring(0, Math.max(0, line.length() - 1));
    }

    static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is given up anyway.
            }
            socket = null;
        }
    }
}
