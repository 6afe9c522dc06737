/** Tensors of requests: data types, values, rows, and the messages about invalid ones. */
@NullMarked
package org.residual.protocol.tensor;

import org.jspecify.annotations.NullMarked;
