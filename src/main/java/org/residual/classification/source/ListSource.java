package org.residual.classification.source;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The images of the inputs whose paths are listed in a stream.
 *
 * @param list the list, which can be read only once
 * @param inputs creates the source for a path
 */
record ListSource(InputStream list, Function<String, ImageSource> inputs) implements ImageSource {
    @Override
    public ImageCursor open() {
        PathList paths = new PathList(new BufferedInputStream(list));
        return new ChainedCursor(() -> paths.next().map(inputs));
    }

    /** Unknown: the list may still be growing. */
    @Override
    public OptionalLong count() {
        return OptionalLong.empty();
    }

    /** Paths in UTF-8: one per line, or NUL-terminated if the first one is. */
    private static final class PathList {
        private static final int UNKNOWN = -2;
        private static final int END = -1;

        private final InputStream bytes;
        private int separator = UNKNOWN;

        /**
         * @param bytes of the list, buffered
         */
        PathList(InputStream bytes) {
            this.bytes = bytes;
        }

        /**
         * @return the next non-empty path; empty after the last one
         * @throws UncheckedIOException if the list cannot be read
         */
        Optional<String> next() {
            try {
                ByteArrayOutputStream path = new ByteArrayOutputStream();
                for (int b = bytes.read(); b != END; b = bytes.read()) {
                    if (!separates(b)) {
                        path.write(b);
                    } else if (path.size() > 0) {
                        return Optional.of(path.toString(StandardCharsets.UTF_8));
                    }
                }
                return path.size() > 0 ? Optional.of(path.toString(StandardCharsets.UTF_8)) : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Accepts the line breaks of Windows, too. */
        private boolean separates(int b) {
            if (separator == UNKNOWN && (b == '\n' || b == 0)) {
                separator = b;
            }
            return b == separator || b == '\r' && separator != 0;
        }
    }
}
