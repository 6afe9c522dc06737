/** Sessions of ONNX Runtime, and the native memory they read and write. */
@NullMarked
package org.residual.onnx.runtime;

import org.jspecify.annotations.NullMarked;
