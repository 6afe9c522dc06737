/** Models that were exported from other programs: what they take and answer, and how they are run. */
package org.residual.onnx.exported;
