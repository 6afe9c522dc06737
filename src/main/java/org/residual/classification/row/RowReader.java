package org.residual.classification.row;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the complete rows of a file; an incomplete one at its end is ignored. */
final class RowReader implements Closeable {
    private static final int LONGEST_ROW = 64 << 20;
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final boolean quotesLineBreaks;
    private long position;

    /**
     * @param quotesLineBreaks whether a row may contain line breaks in quotes
     */
    RowReader(Path file, boolean quotesLineBreaks) throws IOException {
        this.in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        this.quotesLineBreaks = quotesLineBreaks;
    }

    /**
     * @return the next row with its line break; empty after the last complete one
     * @throws IllegalArgumentException if a row is too long
     */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        boolean quoted = false;
        for (int b = in.read(); b >= 0; b = in.read()) {
            row.write(b);
            quoted ^= quotesLineBreaks && b == '"';
            if (b == '\n' && !quoted) {
                position += row.size();
                return Optional.of(row.toString(StandardCharsets.UTF_8));
            }
            if (row.size() > LONGEST_ROW) {
                throw new IllegalArgumentException("a row has more than " + LONGEST_ROW + " bytes");
            }
        }
        return Optional.empty();
    }

    /**
     * @return the end of the last row that was read, in bytes from the start of the file
     */
    long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
