package org.residual.inference.request;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.residual.evidence.MostProbable;
import org.residual.inference.evidence.LocatedEvidence;

/**
 * The answer of a network for an image.
 *
 * @param logProbabilities of the classes, in their order, each at most 0
 * @param evidence for the answer; empty unless requested
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

    /** @return the most probable class; in a tie, the first */
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
