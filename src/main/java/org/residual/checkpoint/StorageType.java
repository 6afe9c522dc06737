package org.residual.checkpoint;

import ai.djl.ndarray.types.DataType;

/**
 * A class such as {@code torch.FloatStorage}.
 *
 * @param type of the elements
 */
record StorageType(DataType type) {}
