/** Models that were exported from other programs: what they take and answer, and how they are run. */
@NullMarked
package org.residual.onnx.exported;

import org.jspecify.annotations.NullMarked;
