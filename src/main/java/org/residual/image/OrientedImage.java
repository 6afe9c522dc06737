package org.residual.image;

/** Pixels as they are stored, and how they are meant to be seen. */
record OrientedImage(RgbImage image, Orientation orientation) {
    OrientedImage(RgbImage image) {
        this(image, Orientation.NORMAL);
    }

    RgbImage upright() {
        return orientation.upright(image);
    }
}
