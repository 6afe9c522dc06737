package org.residual.inference;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network answers for an image.
 *
 * @param logProbabilities of the classes, in their order, each at most 0
 */
public record Prediction(float[] logProbabilities) {
    /**
     * @return the most probable class; the first of them where several are
     */
    public int argmax() {
        int best = 0;
        for (int i = 1; i < logProbabilities.length; i++) {
            if (logProbabilities[i] > logProbabilities[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * @param k how many classes
     * @return the k most probable classes, the most probable first
     */
    public List<Integer> top(int k) {
        return IntStream.range(0, logProbabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> logProbabilities[i])
                        .reversed())
                .limit(k)
                .toList();
    }
}
