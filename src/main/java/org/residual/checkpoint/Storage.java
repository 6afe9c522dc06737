package org.residual.checkpoint;

import ai.djl.ndarray.types.DataType;

/**
 * Elements in a row, which tensors are views of.
 *
 * @param type of the elements
 * @param key the name of its file in the archive
 * @param elements how many there are, 0 or more
 */
record Storage(DataType type, String key, long elements) {}
