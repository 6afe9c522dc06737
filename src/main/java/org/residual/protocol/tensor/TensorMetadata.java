package org.residual.protocol.tensor;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that a model takes or gives.
 *
 * @param name its name
 * @param datatype the protocol's name for the type of its elements
 * @param shape its dimensions, -1 for one that may be any
 * @param parameters what else there is to tell, by name; null if nothing
 */
public record TensorMetadata(
        String name,
        String datatype,
        List<Long> shape,
        @Nullable Map<String, Object> parameters) {}
