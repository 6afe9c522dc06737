package org.residual.image.format;

import java.util.Locale;
import org.residual.image.format.ImageRefusedException.Reason;

/** The limit of pixels per image. Applied to a header's numbers, before memory is taken for the pixels. */
public record PixelLimit(long maximum) {
    public PixelLimit {
        // 3 bytes a pixel must fit into one array.
        if (maximum < 1 || maximum > Integer.MAX_VALUE / 3) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The greatest number of pixels must be from 1 to %d, not %d.",
                    Integer.MAX_VALUE / 3,
                    maximum));
        }
    }

    public void check(long width, long height) {
        if (width < 1 || height < 1) {
            throw ImageRefusedException.broken(
                    String.format(Locale.ROOT, "its header says %d x %d pixels", width, height));
        }
        if (width > maximum / height) {
            throw new ImageRefusedException(
                    Reason.TOO_MANY_PIXELS,
                    String.format(
                            Locale.ROOT,
                            "The image is %d x %d pixels; at most %,d pixels are accepted. Scale it down first.",
                            width,
                            height,
                            maximum));
        }
    }
}
