package org.residual.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of KServe's protocol, version 1.
 *
 * @param predictions one for each instance, in the order sent
 */
public record InstancesResponse(List<InstancePrediction> predictions) {
    /**
     * @param key as sent; null if there was none
     * @param argmax the most probable class, from 0
     * @param label its name; null if the model has no labels
     * @param logProbabilities of the classes, in their order
     */
    public record InstancePrediction(
            @Nullable String key, int argmax, @Nullable String label, float[] logProbabilities) {}
}
