package org.residual.image.preprocessing;

import java.util.Arrays;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Samples;
import org.residual.image.pixel.Size;

/**
 * Resizing by weighted means, with the same bytes as Pillow's {@code Image.resize}, which networks are trained with.
 * First all rows are resized to the new width, rounded to bytes, then all columns to the new height.
 */
final class Resampling {
    private static final int HALF = 1 << (AxisWeights.BITS - 1);

    private Resampling() {}

    static RgbImage resample(RgbImage image, Size size, Interpolation interpolation) {
        RgbImage wide = image.width() == size.width() ? image : toWidth(image, size.width(), interpolation);
        return wide.height() == size.height() ? wide : toHeight(wide, size.height(), interpolation);
    }

    private static RgbImage toWidth(RgbImage image, int width, Interpolation interpolation) {
        AxisWeights weights = AxisWeights.of(image.width(), width, interpolation);
        byte[] pixels = new byte[Math.multiplyExact(3 * width, image.height())];
        for (int y = 0; y < image.height(); y++) {
            rowToWidth(image.pixels(), 3 * y * image.width(), weights, pixels, 3 * y * width);
        }
        return new RgbImage(width, image.height(), pixels);
    }

    private static void rowToWidth(byte[] source, int from, AxisWeights weights, byte[] pixels, int to) {
        int target = to;
        for (int x = 0; x < weights.size(); x++) {
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            int at = from + 3 * weights.first(x);
            for (int w = weights.begin(x); w < weights.end(x); w++, at += 3) {
                int weight = weights.weight(w);
                red += weight * (source[at] & 0xff);
                green += weight * (source[at + 1] & 0xff);
                blue += weight * (source[at + 2] & 0xff);
            }
            pixels[target++] = Samples.clamp(red >> AxisWeights.BITS);
            pixels[target++] = Samples.clamp(green >> AxisWeights.BITS);
            pixels[target++] = Samples.clamp(blue >> AxisWeights.BITS);
        }
    }

    private static RgbImage toHeight(RgbImage image, int height, Interpolation interpolation) {
        AxisWeights weights = AxisWeights.of(image.height(), height, interpolation);
        int length = 3 * image.width();
        byte[] pixels = new byte[Math.multiplyExact(length, height)];
        // Row by row over all samples, which the compiler vectorises.
        int[] sums = new int[length];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, HALF);
            int at = weights.first(y) * length;
            for (int w = weights.begin(y); w < weights.end(y); w++, at += length) {
                add(sums, image.pixels(), at, weights.weight(w));
            }
            for (int i = 0; i < length; i++) {
                pixels[y * length + i] = Samples.clamp(sums[i] >> AxisWeights.BITS);
            }
        }
        return new RgbImage(image.width(), height, pixels);
    }

    private static void add(int[] sums, byte[] source, int from, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * (source[from + i] & 0xff);
        }
    }
}
