/** ONNX Runtime as an engine for processors. */
@NullMarked
package org.residual.onnx;

import org.jspecify.annotations.NullMarked;
