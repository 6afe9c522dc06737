package org.residual.image.pixel;

import java.util.Locale;

/** Height and width in pixels, each at least 1. */
public record Size(int height, int width) {
    public Size {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "A size of %d x %d has no pixel.", width, height));
        }
    }

    /** The bytes of its pixels as {@link RgbImage}. */
    public long samples() {
        return 3L * height * width;
    }
}
