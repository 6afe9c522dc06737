package org.residual.protocol;

import java.util.List;

/**
 * A tensor that a model takes or gives.
 *
 * @param name its name
 * @param datatype the protocol's name for the type of its elements
 * @param shape its dimensions, -1 for one that may be any
 */
public record TensorMetadata(String name, String datatype, List<Long> shape) {}
