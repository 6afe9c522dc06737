package org.residual.image.pixel;

/** Arithmetic on samples of 0 to 255, rounded to the nearest. */
public final class Samples {
    private static final int MAXIMUM = 255;

    private Samples() {}

    public static byte clamp(int value) {
        return (byte) (value < 0 ? 0 : Math.min(value, MAXIMUM));
    }

    /** A sample composited onto white, by its opacity. */
    public static byte onWhite(int sample, int alpha) {
        return (byte) divide255(sample * alpha + MAXIMUM * (MAXIMUM - alpha));
    }

    /** The nearest whole number to {@code value / 255}. */
    public static int divide255(int value) {
        return (value + 127) / MAXIMUM;
    }

    /** A sample of 0 to 65,535, rounded to 0 to 255: a multiple of 257 is exact. */
    public static int from16Bits(int sample) {
        return (sample + 128) / 257;
    }
}
