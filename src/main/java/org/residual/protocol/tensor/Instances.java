package org.residual.protocol.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * The images of a request of KServe's protocol, version 1: all of them encoded, or all of them tensors of one shape.
 *
 * @param data texts in base64, or numbers, image after image
 * @param shape of all of them: {@code [n]}, or {@code [n, 3, height, width]}
 * @param ambiguous whether the numbers might be pixels as well as values that a network takes
 * @param keys what each is called; null where it has no name
 */
@JsonDeserialize(using = InstancesDeserializer.class)
public record Instances(TensorData data, List<Long> shape, boolean ambiguous, List<@Nullable String> keys) {
    /** Copies the lists. */
    public Instances {
        shape = List.copyOf(shape);
        // Not List.copyOf, which takes no null.
        keys = new ArrayList<>(keys);
    }
}
