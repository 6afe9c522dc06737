/** Reads graphs: the numbers of their tensors, and the node that computes each value. */
@NullMarked
package org.residual.onnx.graph;

import org.jspecify.annotations.NullMarked;
