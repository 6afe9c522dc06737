package org.residual.image;

/**
 * Luminance and chrominance to red, green and blue, by JFIF's formulas in the fixed point of the IJG's library, so that
 * the samples equal those of the programs that use it.
 */
final class YcbcrToRgb {
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    private static final int CR_TO_RED = fixed(1.402);
    private static final int CB_TO_GREEN = fixed(0.34414);
    private static final int CR_TO_GREEN = fixed(0.71414);
    private static final int CB_TO_BLUE = fixed(1.772);

    private YcbcrToRgb() {}

    private static int fixed(double factor) {
        return (int) (factor * (1 << BITS) + 0.5);
    }

    /**
     * Converts in place.
     *
     * @param samples Y, Cb, Cr and whatever follows them in each pixel, which stays as it is
     * @param step the number of samples a pixel
     * @return the same array
     */
    static byte[] convert(byte[] samples, int step) {
        for (int i = 0; i < samples.length; i += step) {
            int luminance = samples[i] & 0xff;
            int cb = (samples[i + 1] & 0xff) - 128;
            int cr = (samples[i + 2] & 0xff) - 128;
            samples[i] = Samples.clamp(luminance + ((CR_TO_RED * cr + HALF) >> BITS));
            samples[i + 1] = Samples.clamp(luminance + ((HALF - CB_TO_GREEN * cb - CR_TO_GREEN * cr) >> BITS));
            samples[i + 2] = Samples.clamp(luminance + ((CB_TO_BLUE * cb + HALF) >> BITS));
        }
        return samples;
    }
}
