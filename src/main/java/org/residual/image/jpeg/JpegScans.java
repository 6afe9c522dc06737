package org.residual.image.jpeg;

import java.util.Locale;
import org.residual.image.format.Bytes;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;

/** Counts and limits the scans of a JPEG file. */
final class JpegScans {
    /**
     * Each scan of a progressive file costs a pass over the whole image, however few bytes it has. Encoders write about
     * ten.
     */
    private static final int MAXIMUM = 200;

    /** A large image may have fewer: no more than these scans of the largest image allowed. */
    private static final int MAXIMUM_OF_LARGEST = 20;

    private final Bytes file;
    private final PixelLimit limit;
    private int count;
    private int componentsOfFirst;

    JpegScans(Bytes file, PixelLimit limit) {
        this.file = file;
        this.limit = limit;
    }

    int count() {
        return count;
    }

    boolean firstHasAll(JpegFrame frame) {
        return componentsOfFirst == frame.components().size();
    }

    /**
     * Counts a scan.
     *
     * @param frame of the scan
     * @param components how many it has data of
     * @param from where its compressed data begin
     * @return where they end: at the first marker other than a restart, or at the end of the file
     */
    int end(JpegFrame frame, int components, int from) {
        componentsOfFirst = count == 0 ? components : componentsOfFirst;
        count++;
        if (count > MAXIMUM) {
            throw ImageRefusedException.broken(String.format(Locale.ROOT, "it has more than %d scans", MAXIMUM));
        }
        if (count * frame.pixels() > MAXIMUM_OF_LARGEST * limit.maximum()) {
            throw ImageRefusedException.broken(String.format(
                    Locale.ROOT,
                    "%d scans are too many for its %d x %d pixels",
                    count,
                    frame.size().width(),
                    frame.size().height()));
        }
        byte[] array = file.array();
        for (int at = from; at < array.length - 1; at++) {
            if (array[at] == (byte) 0xff && !isData(array[at + 1] & 0xff)) {
                return at;
            }
        }
        return array.length;
    }

    private static boolean isData(int afterFf) {
        return afterFf == 0 || afterFf == 0xff || afterFf >= 0xd0 && afterFf <= 0xd7;
    }
}
