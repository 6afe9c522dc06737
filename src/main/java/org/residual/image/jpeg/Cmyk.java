package org.residual.image.jpeg;

import org.residual.image.pixel.Samples;

/** Converts CMYK to RGB. */
final class Cmyk {
    private Cmyk() {}

    /**
     * Programs write inverted inks (255 is none), as Adobe's first did; so red is C times K.
     *
     * @param cmyk four samples a pixel
     * @return three samples a pixel
     */
    static byte[] toRgb(byte[] cmyk) {
        byte[] pixels = new byte[cmyk.length / 4 * 3];
        for (int source = 0, target = 0; source < cmyk.length; source += 4, target += 3) {
            int black = cmyk[source + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                int ink = 255 - (cmyk[source + c] & 0xff);
                pixels[target + c] = (byte) (black - Samples.divide255(ink * black));
            }
        }
        return pixels;
    }
}
