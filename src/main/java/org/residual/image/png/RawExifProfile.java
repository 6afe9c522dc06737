package org.residual.image.png;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * EXIF data as ImageMagick writes them into a PNG's text: an empty line, one with the profile's name and one with its
 * length, and then lines of hexadecimal digits.
 */
final class RawExifProfile {
    private static final int LINES_BEFORE = 3;
    /** No more are read: this is the size of a JPEG segment, and the orientation is at the beginning. */
    private static final int LONGEST = 1 << 16;

    private byte[] data = new byte[256];
    private int length;

    private RawExifProfile() {}

    /**
     * @param text is read once, and closed
     * @return the data; empty if the text is not hexadecimal
     */
    static Optional<ByteBuffer> read(InputStream text) {
        try (InputStream buffered = new BufferedInputStream(text)) {
            return new RawExifProfile().decode(buffered);
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    private Optional<ByteBuffer> decode(InputStream text) throws IOException {
        for (int lines = 0; lines < LINES_BEFORE; ) {
            int next = text.read();
            if (next < 0) {
                return Optional.empty();
            }
            lines += next == '\n' ? 1 : 0;
        }
        while (length < LONGEST) {
            int high = afterSpace(text);
            if (high < 0) {
                break;
            }
            int low = afterNewLines(text);
            int pair = Character.digit(high, 16) << 4 | Character.digit(low, 16);
            if (pair < 0) {
                return Optional.empty();
            }
            add((byte) pair);
        }
        return Optional.of(ByteBuffer.wrap(data, 0, length).slice());
    }

    private static int afterSpace(InputStream text) throws IOException {
        int next = text.read();
        while (next == ' ' || next >= '\t' && next <= '\r') {
            next = text.read();
        }
        return next;
    }

    private static int afterNewLines(InputStream text) throws IOException {
        int next = text.read();
        while (next == '\n') {
            next = text.read();
        }
        return next;
    }

    private void add(byte value) {
        if (length == data.length) {
            data = Arrays.copyOf(data, 2 * length);
        }
        data[length++] = value;
    }
}
