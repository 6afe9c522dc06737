package org.residual.image.png;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import org.residual.image.format.Bytes;

/**
 * A text chunk of a PNG file.
 *
 * @param offset where the text begins
 * @param length of the text as stored
 */
record PngText(Bytes file, Kind kind, String keyword, int offset, int length, boolean compressed) {
    /** Most bytes of text that are unpacked. Pillow refuses a file with more. */
    static final int LONGEST_UNPACKED = 1 << 20;

    /** The longest that PNG allows. */
    private static final int LONGEST_KEYWORD = 79;

    enum Kind {
        PLAIN,
        COMPRESSED,
        INTERNATIONAL
    }

    /**
     * @param offset where the chunk's data begin
     * @param length of the chunk's data
     * @return empty if the text is invalid
     */
    static Optional<PngText> read(Bytes file, Kind kind, int offset, int length) {
        int end = offset + length;
        int keywordEnd = zero(file, offset, Math.min(end, offset + LONGEST_KEYWORD + 1));
        if (keywordEnd < 0) {
            return Optional.empty();
        }
        StringBuilder keyword = new StringBuilder();
        for (int i = offset; i < keywordEnd; i++) {
            keyword.append((char) file.u8(i));
        }
        int flags = keywordEnd + 1;
        int text = switch (kind) {
            case PLAIN -> flags;
            case COMPRESSED -> flags + 1;
            case INTERNATIONAL -> afterTwo(file, flags + 2, end);
        };
        if (text < 0 || text > end) {
            return Optional.empty();
        }
        boolean compressed = kind == Kind.COMPRESSED || kind == Kind.INTERNATIONAL && file.u8(flags) != 0;
        int method = compressed ? file.u8(kind == Kind.COMPRESSED ? flags : flags + 1) : 0;
        return method == 0
                ? Optional.of(new PngText(file, kind, keyword.toString(), text, end - text, compressed))
                : Optional.empty();
    }

    /** After a language and a translated keyword. */
    private static int afterTwo(Bytes file, int from, int end) {
        int first = zero(file, from, end);
        int second = first < 0 ? -1 : zero(file, first + 1, end);
        return second < 0 ? -1 : second + 1;
    }

    /** The position of the next zero; -1 if there is none. */
    private static int zero(Bytes file, int from, int end) {
        for (int i = from; i < end; i++) {
            if (file.array()[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The text's bytes, unpacked up to {@link #LONGEST_UNPACKED}, or up to where they are truncated. */
    InputStream open() {
        InputStream stored = file.stream(offset, length);
        return compressed ? new Unpacked(stored) : stored;
    }

    private static final class Unpacked extends InflaterInputStream {
        private int left = LONGEST_UNPACKED;

        Unpacked(InputStream stored) {
            super(stored);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int read = left == 0 ? -1 : super.read(target, offset, Math.min(length, left));
                left -= Math.max(read, 0);
                return read;
            } catch (EOFException cutOff) {
                return -1;
            }
        }
    }
}
