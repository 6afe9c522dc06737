/** What is read of any graph: the values of its tensors, and which node makes which value. */
@NullMarked
package org.residual.onnx.graph;

import org.jspecify.annotations.NullMarked;
