package org.residual.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** An answer that is received piece by piece. */
final class Answer {
    static final int INCOMPLETE = Integer.MIN_VALUE;

    private static final int LARGEST = 1 << 16;
    private static final int STATUS = "HTTP/1.1 ".length();
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
    private static final byte[] LAST_CHUNK = ascii("\r\n0\r\n\r\n");
    private static final byte[] LENGTH = ascii("\r\ncontent-length: ");
    private static final byte[] CLOSE = ascii("\r\nconnection: close");

    private final ByteBuffer bytes = ByteBuffer.allocate(LARGEST);
    private boolean last;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void clear() {
        bytes.clear();
        last = false;
    }

    /** Whether the service closes the connection after it. */
    boolean isLast() {
        return last;
    }

    /**
     * @return its status once it is complete, otherwise {@link #INCOMPLETE}
     * @throws IOException if the connection ends before
     */
    int readFrom(SocketChannel channel) throws IOException {
        if (channel.read(bytes) < 0) {
            throw new EOFException();
        }
        int head = find(END_OF_HEAD, 0, bytes.position());
        if (head < 0) {
            return INCOMPLETE;
        }
        int length = find(LENGTH, 0, head);
        boolean complete = length < 0
                ? matches(LAST_CHUNK, bytes.position() - LAST_CHUNK.length)
                : bytes.position() == head + END_OF_HEAD.length + number(length + LENGTH.length);
        if (!complete) {
            return INCOMPLETE;
        }
        last = find(CLOSE, 0, head) >= 0;
        return number(STATUS);
    }

    /** The bytes received so far, header and body. */
    String text() {
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }

    private int find(byte[] wanted, int from, int end) {
        for (int start = from; start + wanted.length <= end; start++) {
            if (matches(wanted, start)) {
                return start;
            }
        }
        return -1;
    }

    /** Header names are case-insensitive, so they are compared in lower case. */
    private boolean matches(byte[] wanted, int start) {
        for (int i = 0; i < wanted.length; i++) {
            byte octet = bytes.get(start + i);
            if (octet != wanted[i] && (octet < 'A' || octet > 'Z' || octet + 'a' - 'A' != wanted[i])) {
                return false;
            }
        }
        return true;
    }

    private int number(int start) {
        int number = 0;
        for (int i = start; bytes.get(i) >= '0' && bytes.get(i) <= '9'; i++) {
            number = 10 * number + bytes.get(i) - '0';
        }
        return number;
    }
}
