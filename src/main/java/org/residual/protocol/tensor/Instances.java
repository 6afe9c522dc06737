package org.residual.protocol.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * The images of a request in KServe's protocol, version 1: all encoded, or all tensors of one shape.
 *
 * @param data texts in base64, or numbers, image after image
 * @param shape of all of them: {@code [n]}, or {@code [n, 3, height, width]}
 * @param ambiguous whether the numbers could be pixels as well as preprocessed values
 * @param keys the name of each; null if it has none
 */
@JsonDeserialize(using = InstancesDeserializer.class)
public record Instances(TensorData data, List<Long> shape, boolean ambiguous, List<@Nullable String> keys) {
    /** Copies the lists. */
    public Instances {
        shape = List.copyOf(shape);
        // List.copyOf allows no null.
        keys = new ArrayList<>(keys);
    }
}
