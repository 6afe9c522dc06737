package org.residual.training.augmentation;

import java.util.Random;
import org.residual.image.pixel.RgbImage;

/**
 * Varies a photo: its crop, its mirror image, and its light. An image is mirrored left to right half of the time.
 *
 * @param smallestCrop least share of the height and of the width, more than 0 and at most 1
 * @param light largest change of brightness, contrast and saturation, as a share less than 1
 */
record PhotoAugmentation(double smallestCrop, double light) implements Augmentation {

    /** Enough for another photographer on another day. */
    static final PhotoAugmentation SLIGHT = new PhotoAugmentation(0.7, 0.25);

    private static final int COLOURS = 3;
    private static final double[] LUMINANCE = {0.299, 0.587, 0.114};

    @Override
    public RgbImage apply(RgbImage image, Random random) {
        double height = between(random, smallestCrop, 1);
        double width = between(random, smallestCrop, 1);
        double top = (1 - height) * random.nextDouble() * image.height();
        double left = (1 - width) * random.nextDouble() * image.width();
        boolean mirrored = random.nextBoolean();
        double brightness = between(random, 1 - light, 1 + light);
        double contrast = between(random, 1 - light, 1 + light);
        double saturation = between(random, 1 - light, 1 + light);
        byte[] pixels = new byte[image.pixels().length];
        double[] colour = new double[COLOURS];
        for (int y = 0; y < image.height(); y++) {
            double fromY = top + (y + 0.5) * height - 0.5;
            for (int x = 0; x < image.width(); x++) {
                int column = mirrored ? image.width() - 1 - x : x;
                sample(image, left + (column + 0.5) * width - 0.5, fromY, colour);
                light(colour, brightness, contrast, saturation);
                for (int i = 0; i < COLOURS; i++) {
                    pixels[COLOURS * (y * image.width() + x) + i] =
                            (byte) Math.round(Math.min(Math.max(colour[i], 0), 255));
                }
            }
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }

    private static double between(Random random, double least, double most) {
        return least + (most - least) * random.nextDouble();
    }

    /** Contrast is relative to middle grey, saturation to the pixel's own grey. */
    private static void light(double[] colour, double brightness, double contrast, double saturation) {
        double grey = 0;
        for (int i = 0; i < COLOURS; i++) {
            grey += LUMINANCE[i] * colour[i];
        }
        for (int i = 0; i < COLOURS; i++) {
            double saturated = grey + saturation * (colour[i] - grey);
            colour[i] = brightness * (127.5 + contrast * (saturated - 127.5));
        }
    }

    /** Bilinear. */
    private static void sample(RgbImage image, double x, double y, double[] into) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double below = y - top;
        for (int i = 0; i < COLOURS; i++) {
            into[i] = (1 - below) * ((1 - right) * value(image, left, top, i) + right * value(image, left + 1, top, i))
                    + below
                            * ((1 - right) * value(image, left, top + 1, i)
                                    + right * value(image, left + 1, top + 1, i));
        }
    }

    private static int value(RgbImage image, int x, int y, int colour) {
        int column = Math.min(Math.max(x, 0), image.width() - 1);
        int row = Math.min(Math.max(y, 0), image.height() - 1);
        return image.pixels()[COLOURS * (row * image.width() + column) + colour] & 0xff;
    }
}
