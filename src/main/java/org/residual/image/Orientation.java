package org.residual.image;

/**
 * How the stored rows and columns lie in the picture, in Exif's eight ways. A camera held on its side stores the picture
 * lying and says so here; a network that was trained on upright pictures has to see it upright.
 */
enum Orientation {
    NORMAL(false, false, false),
    MIRRORED(false, true, false),
    TURNED_180(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    TURNED_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    TURNED_LEFT(true, false, true);

    private static final int TAG = 0x0112;
    private static final int SHORT = 3;

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
     * Looks the orientation up in Exif data.
     *
     * @param tiff the data from its TIFF header on
     * @return {@link #NORMAL} if it is not stated, or not readable: bad metadata do not make a picture bad
     */
    static Orientation ofExif(byte[] tiff) {
        try {
            return find(new Bytes(tiff));
        } catch (ImageRefusedException cutOff) {
            return NORMAL;
        }
    }

    private static Orientation find(Bytes tiff) {
        boolean little = tiff.startsWith("II*\0");
        if (!little && !tiff.startsWith("MM\0*")) {
            return NORMAL;
        }
        int directory = little ? tiff.i32le(4) : tiff.i32be(4);
        int entries = u16(tiff, directory, little);
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if (u16(tiff, entry, little) == TAG && u16(tiff, entry + 2, little) == SHORT) {
                int value = u16(tiff, entry + 8, little);
                return value >= 1 && value <= 8 ? values()[value - 1] : NORMAL;
            }
        }
        return NORMAL;
    }

    private static int u16(Bytes tiff, int offset, boolean little) {
        return little ? tiff.u16le(offset) : tiff.u16be(offset);
    }

    Size upright(Size stored) {
        return swapped ? new Size(stored.width(), stored.height()) : stored;
    }

    RgbImage upright(RgbImage stored) {
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
