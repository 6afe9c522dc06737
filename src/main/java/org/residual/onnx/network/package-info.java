/** The networks of {@link org.residual.nn}, written as ONNX graphs that a CPU runs fast. */
@NullMarked
package org.residual.onnx.network;

import org.jspecify.annotations.NullMarked;
