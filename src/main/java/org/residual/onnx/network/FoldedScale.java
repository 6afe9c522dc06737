package org.residual.onnx.network;

import java.util.Arrays;

/**
 * A layer of fixed statistics in fewer steps. Its normalisation is {@code s * x + t} for each channel, and can be moved
 * after a ReLU: {@code s * max(x, 0) + t} is {@code max(s * x, 0) + t} where s is not negative, and a following ReLU
 * needs no step of its own where t is not positive: the result is {@code max(s * x + t, 0)}.
 *
 * <p>What remains for each channel: the convolution's kernels are scaled and shifted, ReLU, {@code signs * y + rest},
 * and sometimes another ReLU.
 *
 * @param factors of the kernels
 * @param offsets added to their output
 * @param signs 1, or -1 where s is negative
 * @param rests still to be added
 * @param reluBehind whether a ReLU still has to follow
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
            // With negative s and t not positive, the ReLU leaves only 0.
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

    /** Whether only the rests are still to be added. */
    boolean onlyRests() {
        return !reluBehind && Arrays.stream(signs).allMatch(sign -> sign == 1);
    }
}
