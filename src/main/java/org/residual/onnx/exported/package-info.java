/** Models exported by other programs: their inputs and outputs, and how they are run. */
@NullMarked
package org.residual.onnx.exported;

import org.jspecify.annotations.NullMarked;
