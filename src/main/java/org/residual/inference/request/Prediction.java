package org.residual.inference.request;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.residual.evidence.MostProbable;
import org.residual.inference.evidence.LocatedEvidence;

/**
 * What a network answers for an image.
 *
 * @param logProbabilities of the classes, in their order, each at most 0
 * @param evidence where in the image that comes from; empty unless it was asked for
 */
public record Prediction(float[] logProbabilities, Optional<LocatedEvidence> evidence) {
    /**
     * Without evidence.
     *
     * @param logProbabilities of the classes
     */
    public Prediction(float[] logProbabilities) {
        this(logProbabilities, Optional.empty());
    }

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
        return Arrays.stream(MostProbable.of(logProbabilities, k)).boxed().toList();
    }
}
