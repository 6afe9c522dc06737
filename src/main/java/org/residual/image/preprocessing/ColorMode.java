package org.residual.image.preprocessing;

import org.residual.image.pixel.RgbImage;

/** The colours that a network was trained with. */
public enum ColorMode {
    /** Unchanged colours. */
    RGB,
    /**
     * Luminance in all three channels: torchvision's {@code Grayscale(num_output_channels=3)}, whose samples are
     * Pillow's "L".
     */
    GRAYSCALE {
        @Override
        RgbImage apply(RgbImage image) {
            byte[] source = image.pixels();
            byte[] pixels = new byte[source.length];
            for (int i = 0; i < source.length; i += 3) {
                int red = source[i] & 0xff;
                int green = source[i + 1] & 0xff;
                int blue = source[i + 2] & 0xff;
                // ITU-R 601-2's weights in 1/65536.
                byte luminance = (byte) ((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
                pixels[i] = luminance;
                pixels[i + 1] = luminance;
                pixels[i + 2] = luminance;
            }
            return new RgbImage(image.width(), image.height(), pixels);
        }
    };

    RgbImage apply(RgbImage image) {
        return image;
    }
}
