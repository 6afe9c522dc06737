package org.residual.onnx.exported;

import org.residual.engine.GraphSignature.Answers;

/** Converts the outputs of graphs to log-probabilities. */
final class LogProbabilities {
    private LogProbabilities() {}

    /**
     * @param answers meaning of the numbers
     * @param numbers [images, classes]; replaced by log-probabilities. A probability of 0 becomes the logarithm of the
     *     least positive float, since infinity is not a number
     * @param classes how many
     */
    static void of(Answers answers, float[] numbers, int classes) {
        for (int start = 0; start < numbers.length && answers != Answers.LOG_PROBABILITIES; start += classes) {
            if (answers == Answers.LOGITS) {
                softmax(numbers, start, start + classes);
            } else {
                logarithms(numbers, start, start + classes);
            }
        }
    }

    private static void softmax(float[] numbers, int from, int to) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, numbers[i]);
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.exp(numbers[i] - largest);
        }
        double shift = largest + Math.log(sum);
        for (int i = from; i < to; i++) {
            numbers[i] = (float) (numbers[i] - shift);
        }
    }

    private static void logarithms(float[] numbers, int from, int to) {
        for (int i = from; i < to; i++) {
            numbers[i] = (float) Math.log(numbers[i] == 0 ? Float.MIN_VALUE : numbers[i]);
        }
    }
}
