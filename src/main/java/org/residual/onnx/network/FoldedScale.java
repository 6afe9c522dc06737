package org.residual.onnx.network;

import java.util.Arrays;

/**
 * A layer of fixed statistics in fewer steps. Its normalisation is {@code s * x + t} for each channel, and after a ReLU it
 * can be moved: {@code s * max(x, 0) + t} is {@code max(s * x, 0) + t}, where s is not negative, and a ReLU behind it needs no
 * step of its own where t is not positive: it makes {@code max(s * x + t, 0)} of that.
 *
 * <p>What is left for each channel: the convolution's kernels are scaled and shifted, ReLU, {@code signs * y + rest}, and
 * sometimes another ReLU.
 *
 * @param factors by which kernels are multiplied
 * @param offsets which are added to what they make
 * @param signs 1, or -1 where s is negative
 * @param rests what is yet to be added
 * @param reluBehind whether a ReLU is yet to follow
 */
record FoldedScale(double[] factors, double[] offsets, double[] signs, double[] rests, boolean reluBehind) {
    /**
     * @param scales s of each channel
     * @param shifts t of each channel
     * @param thenRelu whether a ReLU follows at once
     */
    static FoldedScale of(double[] scales, double[] shifts, boolean thenRelu) {
        int channels = scales.length;
        double[] factors = new double[channels];
        double[] offsets = new double[channels];
        double[] signs = new double[channels];
        double[] rests = new double[channels];
        boolean reluBehind = false;
        for (int i = 0; i < channels; i++) {
            boolean negative = scales[i] < 0;
            boolean nothingLeft = thenRelu && shifts[i] <= 0;
            // Of a negative s and a t that is not positive, the ReLU leaves 0 alone.
            factors[i] = nothingLeft && negative ? 0 : Math.abs(scales[i]);
            offsets[i] = nothingLeft && !negative ? shifts[i] : 0;
            signs[i] = negative && !nothingLeft ? -1 : 1;
            rests[i] = nothingLeft ? 0 : shifts[i];
            reluBehind |= thenRelu && negative && !nothingLeft;
        }
        return new FoldedScale(factors, offsets, signs, rests, reluBehind);
    }

    /** Whether signs and rests change nothing. */
    boolean complete() {
        return onlyRests() && Arrays.stream(rests).allMatch(rest -> rest == 0);
    }

    /** Whether nothing is left to do but to add the rests. */
    boolean onlyRests() {
        return !reluBehind && Arrays.stream(signs).allMatch(sign -> sign == 1);
    }
}
