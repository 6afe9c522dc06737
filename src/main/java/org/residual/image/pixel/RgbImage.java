package org.residual.image.pixel;

import java.util.Locale;

/**
 * A picture in memory.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param pixels the samples, 0 to 255, red, green and blue of each pixel next to each other, row after row from the
 *     top: {@code 3 * width * height} bytes; shared with the caller, not copied
 */
public record RgbImage(int width, int height, byte[] pixels) {
    public RgbImage {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "An image of %d x %d pixels has no pixel.", width, height));
        }
        if (pixels.length != 3L * width * height) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "An image of %d x %d pixels has %d samples, not %d.",
                    width,
                    height,
                    3L * width * height,
                    pixels.length));
        }
    }
}
