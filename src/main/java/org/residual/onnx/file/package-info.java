/** Files of models, and of weights beside them, within limits of size and memory. */
@NullMarked
package org.residual.onnx.file;

import org.jspecify.annotations.NullMarked;
