package org.residual.image.preprocessing;

import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/** Resizing by the nearest source pixel; the same pixels as Pillow's. */
final class NearestPixels {
    private NearestPixels() {}

    static RgbImage pick(RgbImage image, Size size) {
        int[] columns = positions(image.width(), size.width());
        int[] rows = positions(image.height(), size.height());
        byte[] source = image.pixels();
        byte[] pixels = new byte[3 * size.width() * size.height()];
        int target = 0;
        for (int row : rows) {
            int start = 3 * row * image.width();
            for (int column : columns) {
                int from = start + 3 * column;
                pixels[target++] = source[from];
                pixels[target++] = source[from + 1];
                pixels[target++] = source[from + 2];
            }
        }
        return new RgbImage(size.width(), size.height(), pixels);
    }

    /**
     * The centres are summed, not multiplied, as in Pillow: if one falls between two pixels, rounding errors decide.
     */
    private static int[] positions(int from, int to) {
        double step = (double) from / to;
        double centre = step * 0.5;
        int[] positions = new int[to];
        for (int i = 0; i < to; i++) {
            positions[i] = Math.min((int) centre, from - 1);
            centre += step;
        }
        return positions;
    }
}
