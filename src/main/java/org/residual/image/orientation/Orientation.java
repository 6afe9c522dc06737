package org.residual.image.orientation;

import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/**
 * The transformation from the stored to the upright picture, in EXIF's eight ways. A camera held on its side stores the
 * picture rotated and records that here; a network that was trained on upright pictures needs it upright.
 */
public enum Orientation {
    NORMAL(false, false, false),
    MIRRORED(false, true, false),
    TURNED_180(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    TURNED_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    TURNED_LEFT(true, false, true);

    private final boolean swapped;
    private final boolean mirrored;
    private final boolean flipped;

    /** The steps from stored to upright: exchange rows and columns, then left and right, then top and bottom. */
    Orientation(boolean swapped, boolean mirrored, boolean flipped) {
        this.swapped = swapped;
        this.mirrored = mirrored;
        this.flipped = flipped;
    }

    /**
     * @param number in EXIF and XMP
     * @return {@link #NORMAL} if it is not from 1 to 8: invalid metadata do not invalidate a picture
     */
    static Orientation of(int number) {
        return number >= 1 && number <= 8 ? values()[number - 1] : NORMAL;
    }

    public Size upright(Size stored) {
        return swapped ? new Size(/* height= */ stored.width(), /* width= */ stored.height()) : stored;
    }

    public RgbImage upright(RgbImage stored) {
        if (this == NORMAL) {
            return stored;
        }
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        byte[] source = stored.pixels();
        byte[] upright = new byte[source.length];
        int step = 3 * (swapped ? stored.width() : 1) * (mirrored ? -1 : 1);
        int target = 0;
        for (int y = 0; y < height; y++) {
            int row = flipped ? height - 1 - y : y;
            int column = mirrored ? width - 1 : 0;
            int from = 3 * (swapped ? column * stored.width() + row : row * stored.width() + column);
            for (int x = 0; x < width; x++, from += step, target += 3) {
                upright[target] = source[from];
                upright[target + 1] = source[from + 1];
                upright[target + 2] = source[from + 2];
            }
        }
        return new RgbImage(width, height, upright);
    }
}
