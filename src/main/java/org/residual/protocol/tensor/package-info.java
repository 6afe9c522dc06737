/** Tensors of requests: data types, values, rows, and what is said of those that are invalid. */
@NullMarked
package org.residual.protocol.tensor;

import org.jspecify.annotations.NullMarked;
