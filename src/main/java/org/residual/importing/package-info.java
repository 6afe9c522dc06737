/** Creates versions of models from files of PyTorch and ONNX. */
@NullMarked
package org.residual.importing;

import org.jspecify.annotations.NullMarked;
