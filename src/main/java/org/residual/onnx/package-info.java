/** ONNX Runtime as an engine for CPUs. */
@NullMarked
package org.residual.onnx;

import org.jspecify.annotations.NullMarked;
