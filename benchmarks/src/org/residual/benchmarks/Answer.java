package org.residual.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An answer that comes in piece by piece. */
final class Answer {
    static final int INCOMPLETE = Integer.MIN_VALUE;

    private static final int LARGEST = 1 << 16;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private final ByteBuffer bytes = ByteBuffer.allocate(LARGEST);
    private boolean last;

    void clear() {
        bytes.clear();
        last = false;
    }

    /** Whether the service closes the connection after it. */
    boolean isLast() {
        return last;
    }

    /**
     * @return its status once all of it is there, else {@link #INCOMPLETE}
     * @throws IOException if the connection ends before
     */
    int readFrom(SocketChannel channel) throws IOException {
        if (channel.read(bytes) < 0) {
            throw new EOFException();
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        int head = text.indexOf(END_OF_HEAD);
        if (head < 0) {
            return INCOMPLETE;
        }
        String headers = text.substring(0, head).toLowerCase(Locale.ROOT);
        String length = header(headers, "content-length");
        boolean complete = length == null
                ? text.endsWith(LAST_CHUNK)
                : text.length() == head + END_OF_HEAD.length() + Integer.parseInt(length);
        if (!complete) {
            return INCOMPLETE;
        }
        last = "close".equals(header(headers, "connection"));
        return Integer.parseInt(headers.substring(headers.indexOf(' ') + 1, headers.indexOf(' ') + 4));
    }

    private static String header(String headers, String name) {
        int start = headers.indexOf("\r\n" + name + ":");
        if (start < 0) {
            return null;
        }
        int end = headers.indexOf('\r', start + 2);
        return headers.substring(start + name.length() + 3, end < 0 ? headers.length() : end)
                .strip();
    }
}
