package org.residual.protocol.tensor;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An input or output tensor of a model.
 *
 * @param name its name
 * @param datatype the protocol's name for its element type
 * @param shape its dimensions, -1 for any
 * @param parameters other properties, by name; null if there are none
 */
public record TensorMetadata(
        String name,
        String datatype,
        List<Long> shape,
        @Nullable Map<String, Object> parameters) {}
