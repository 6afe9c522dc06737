/** Tensors of requests: data types, values, rows, and what is said of those that are invalid. */
package org.residual.protocol.tensor;
