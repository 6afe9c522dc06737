package org.residual.checkpoint;

import ai.djl.ndarray.types.DataType;

/**
 * A sequence of elements, which tensors are views of.
 *
 * @param type of the elements
 * @param key the name of its file in the archive
 * @param elements how many, 0 or more
 */
record Storage(DataType type, String key, long elements) {}
