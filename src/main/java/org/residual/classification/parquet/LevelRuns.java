package org.residual.classification.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Repetition or definition levels of a page in Parquet's run-length encoding: each run is twice its length, as a
 * number of 7 bits per byte, followed by the level. If 0 is the only level, nothing is written.
 */
final class LevelRuns {
    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;

    private final int highest;
    private final ByteArrayOutputStream runs = new ByteArrayOutputStream();
    private int level;
    private int length;

    /**
     * @param highest the highest possible level, from 0 to 255
     */
    LevelRuns(int highest) {
        this.highest = highest;
    }

    /**
     * @param times how many values have the level
     */
    void add(int level, int times) {
        if (highest == 0) {
            return;
        }
        if (level != this.level) {
            endRun();
            this.level = level;
        }
        length += times;
    }

    private void endRun() {
        if (length == 0) {
            return;
        }
        // The lowest bit is 0 for a repeated level; it would be 1 for bit-packed levels.
        long header = 2L * length;
        while (header >= MORE) {
            runs.write((int) (header % MORE) | MORE);
            header >>>= BITS;
        }
        runs.write((int) header);
        runs.write(level);
        length = 0;
    }

    /** Writes the size of all runs in 4 bytes, then the runs, and clears them. */
    void drainTo(OutputStream out) throws IOException {
        if (highest == 0) {
            return;
        }
        endRun();
        out.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(runs.size())
                .array());
        runs.writeTo(out);
        runs.reset();
    }
}
