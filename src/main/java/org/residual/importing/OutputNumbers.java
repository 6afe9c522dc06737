package org.residual.importing;

import org.residual.engine.GraphSignature.Answers;

/**
 * Infers the meaning of an output from its numbers, if the graph does not tell.
 *
 * @param numbers [images, classes], at least one image
 * @param classes how many
 */
record OutputNumbers(float[] numbers, int classes) {
    private static final double OFF_AT_MOST = 1e-2;

    /** @return probabilities, or their logarithms, if they add up to 1 for each image; otherwise logits */
    Answers kind() {
        double least = Double.POSITIVE_INFINITY;
        double sumOff = 0;
        double sumOfExponentialsOff = 0;
        for (int start = 0; start < numbers.length; start += classes) {
            double sum = 0;
            double exponentials = 0;
            for (int i = start; i < start + classes; i++) {
                least = Math.min(least, numbers[i]);
                sum += numbers[i];
                exponentials += Math.exp(numbers[i]);
            }
            sumOff = Math.max(sumOff, Math.abs(sum - 1));
            sumOfExponentialsOff = Math.max(sumOfExponentialsOff, Math.abs(exponentials - 1));
        }
        if (least >= 0 && sumOff < OFF_AT_MOST) {
            return Answers.PROBABILITIES;
        }
        if (sumOfExponentialsOff < OFF_AT_MOST) {
            return Answers.LOG_PROBABILITIES;
        }
        return Answers.LOGITS;
    }
}
