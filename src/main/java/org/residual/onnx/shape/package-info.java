/** Infers the shape of every value of a graph, and with it the memory that running the graph takes. */
@NullMarked
package org.residual.onnx.shape;

import org.jspecify.annotations.NullMarked;
