/** Model files, and weights in files beside them, within limits of size and memory. */
@NullMarked
package org.residual.onnx.file;

import org.jspecify.annotations.NullMarked;
