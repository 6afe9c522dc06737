package org.residual.image.png;

import java.util.Iterator;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.residual.image.format.Bytes;
import org.residual.image.format.ImageRefusedException;

/** The compressed rows of a PNG, spread over several chunks, as one stream. */
final class PngData implements AutoCloseable {
    record Part(int offset, int length) {}

    private final Inflater inflater = new Inflater();
    private final Bytes file;
    private final Iterator<Part> parts;

    PngData(Bytes file, List<Part> parts) {
        this.file = file;
        this.parts = parts.iterator();
    }

    /** Fills {@code row}. */
    void read(byte[] row) {
        int filled = 0;
        while (filled < row.length) {
            if (inflater.finished() || inflater.needsDictionary()) {
                throw ImageRefusedException.broken("it has fewer rows than its header says");
            }
            filled += inflate(row, filled);
        }
    }

    /** May return nothing, at the end of a part or of all of them. */
    private int inflate(byte[] target, int from) {
        try {
            int count = inflater.inflate(target, from, target.length - from);
            if (count == 0 && inflater.needsInput() && !inflater.finished()) {
                feed();
            }
            return count;
        } catch (DataFormatException e) {
            throw ImageRefusedException.broken("its compressed data are corrupt", e);
        }
    }

    private void feed() {
        if (!parts.hasNext()) {
            throw ImageRefusedException.broken("its compressed data end early");
        }
        Part part = parts.next();
        inflater.setInput(file.array(), part.offset(), part.length());
    }

    /** Reads up to the checksum over all rows, which is compared only there. Surplus rows are ignored. */
    void checkEnd() {
        byte[] surplus = new byte[1];
        while (!inflater.finished() && inflate(surplus, 0) == 0) {
            continue;
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
