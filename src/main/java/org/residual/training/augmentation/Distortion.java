package org.residual.training.augmentation;

import java.util.Random;
import org.residual.image.pixel.RgbImage;

/**
 * Varies an image by small rotations, slants, stretches and shifts.
 *
 * @param degrees largest rotation, either way
 * @param shear largest slant, in pixels to the side per pixel down
 * @param stretch largest change of height and width, as a share
 * @param shift largest shift, as a share of the size
 */
record Distortion(double degrees, double shear, double stretch, double shift) implements Augmentation {

    /** Changes nothing. */
    static final Distortion NONE = new Distortion(0, 0, 0, 0);

    /** Enough for another handwriting or angle, but too little to turn a 6 into a 9. */
    static final Distortion SLIGHT = new Distortion(14, 0.25, 0.15, 0.08);

    @Override
    public RgbImage apply(RgbImage image, Random random) {
        if (equals(NONE)) {
            return image;
        }
        double angle = Math.toRadians(degrees * symmetric(random));
        double slant = shear * symmetric(random);
        double scaleX = Math.exp(stretch * symmetric(random));
        double scaleY = Math.exp(stretch * symmetric(random));
        double centerX = (image.width() - 1) / 2.0;
        double centerY = (image.height() - 1) / 2.0;
        double moveX = shift * image.width() * symmetric(random);
        double moveY = shift * image.height() * symmetric(random);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        byte[] pixels = new byte[image.pixels().length];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                double dx = (x - centerX - moveX) * scaleX;
                double dy = (y - centerY - moveY) * scaleY;
                double fromX = centerX + cos * dx - sin * dy + slant * dy;
                double fromY = centerY + sin * dx + cos * dy;
                sample(image, fromX, fromY, pixels, 3 * (y * image.width() + x));
            }
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }

    private static double symmetric(Random random) {
        return 2 * random.nextDouble() - 1;
    }

    /** Bilinear; the border extends beyond the image. */
    private static void sample(RgbImage image, double x, double y, byte[] into, int at) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double below = y - top;
        byte[] pixels = image.pixels();
        int column = clamp(left, image.width());
        int nextColumn = clamp(left + 1, image.width());
        int row = clamp(top, image.height()) * image.width();
        int nextRow = clamp(top + 1, image.height()) * image.width();
        for (int colour = 0; colour < 3; colour++) {
            double upper = (1 - right) * (pixels[3 * (row + column) + colour] & 0xff)
                    + right * (pixels[3 * (row + nextColumn) + colour] & 0xff);
            double lower = (1 - right) * (pixels[3 * (nextRow + column) + colour] & 0xff)
                    + right * (pixels[3 * (nextRow + nextColumn) + colour] & 0xff);
            into[at + colour] = (byte) Math.round((1 - below) * upper + below * lower);
        }
    }

    private static int clamp(int position, int size) {
        return Math.min(Math.max(position, 0), size - 1);
    }
}
