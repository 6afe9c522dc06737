package org.residual.image.jpeg;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.residual.image.pixel.Samples;

/**
 * Converts luminance and chrominance to RGB, by JFIF's formulas in the IJG library's fixed point, so that the samples
 * equal those of programs that use it. Each input has only 256 values, so all products are precomputed.
 */
final class YcbcrToRgb {
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    private static final int LEVELS = 256;

    private static final int[] CR_TO_RED = ofChrominance(cr -> (fixed(1.402) * cr + HALF) >> BITS);
    private static final int[] CB_TO_BLUE = ofChrominance(cb -> (fixed(1.772) * cb + HALF) >> BITS);
    /** These two are added before rounding. */
    private static final int[] CB_TO_GREEN = ofChrominance(cb -> HALF - fixed(0.34414) * cb);

    private static final int[] CR_TO_GREEN = ofChrominance(cr -> -fixed(0.71414) * cr);

    /** A sum as a sample, from {@code -LEVELS} on: a branch for each would often be mispredicted. */
    private static final byte[] CLAMPED = clamped();

    private YcbcrToRgb() {}

    private static int fixed(double factor) {
        return (int) (factor * (1 << BITS) + 0.5);
    }

    private static int[] ofChrominance(IntUnaryOperator product) {
        return IntStream.range(0, LEVELS)
                .map(sample -> product.applyAsInt(sample - LEVELS / 2))
                .toArray();
    }

    private static byte[] clamped() {
        byte[] clamped = new byte[3 * LEVELS];
        for (int i = 0; i < clamped.length; i++) {
            clamped[i] = Samples.clamp(i - LEVELS);
        }
        return clamped;
    }

    /**
     * Converts in place.
     *
     * @param samples Y, Cb, Cr and any further samples of each pixel, which stay unchanged
     * @param step the number of samples a pixel
     * @return the same array
     */
    static byte[] convert(byte[] samples, int step) {
        for (int i = 0; i < samples.length; i += step) {
            int luminance = LEVELS + (samples[i] & 0xff);
            int cb = samples[i + 1] & 0xff;
            int cr = samples[i + 2] & 0xff;
            samples[i] = CLAMPED[luminance + CR_TO_RED[cr]];
            samples[i + 1] = CLAMPED[luminance + ((CB_TO_GREEN[cb] + CR_TO_GREEN[cr]) >> BITS)];
            samples[i + 2] = CLAMPED[luminance + CB_TO_BLUE[cb]];
        }
        return samples;
    }
}
