package org.residual.image.png;

import java.util.Locale;
import org.residual.image.format.ImageRefusedException;

/** Reverses the filter of each row. */
final class PngFilter {
    private PngFilter() {}

    /**
     * @param row the filter's number and the filtered bytes, which become the plain ones
     * @param above the row above, plain, of the same layout; zeros for the first one
     * @param back distance in bytes to the same sample of the pixel to the left
     */
    static void undo(byte[] row, byte[] above, int back) {
        switch (row[0]) {
            case 0 -> {}
            case 1 -> left(row, back);
            case 2 -> up(row, above);
            case 3 -> average(row, above, back);
            case 4 -> paeth(row, above, back);
            default ->
                throw ImageRefusedException.broken(String.format(Locale.ROOT, "PNG has no filter %d", row[0] & 0xff));
        }
    }

    private static void left(byte[] row, int back) {
        for (int i = 1 + back; i < row.length; i++) {
            row[i] += row[i - back];
        }
    }

    private static void up(byte[] row, byte[] above) {
        for (int i = 1; i < row.length; i++) {
            row[i] += above[i];
        }
    }

    private static void average(byte[] row, byte[] above, int back) {
        for (int i = 1; i <= back && i < row.length; i++) {
            row[i] += (byte) ((above[i] & 0xff) >> 1);
        }
        for (int i = 1 + back; i < row.length; i++) {
            row[i] += (byte) (((row[i - back] & 0xff) + (above[i] & 0xff)) >> 1);
        }
    }

    /** Each of the pixel's bytes separately, so that the value to the left stays in a register. */
    private static void paeth(byte[] row, byte[] above, int back) {
        for (int first = 1; first <= back; first++) {
            int left = 0;
            int corner = 0;
            for (int i = first; i < row.length; i += back) {
                int up = above[i] & 0xff;
                int toLeft = Math.abs(up - corner);
                int toUp = Math.abs(left - corner);
                int toCorner = Math.abs(left + up - 2 * corner);
                // Masks of all ones or none instead of conditions: in a photograph the branches are unpredictable.
                int nearest = up ^ (up ^ corner) & (toCorner - toUp) >> 31;
                nearest = left ^ (left ^ nearest) & (Math.min(toUp, toCorner) - toLeft) >> 31;
                left = row[i] + nearest & 0xff;
                row[i] = (byte) left;
                corner = up;
            }
        }
    }
}
