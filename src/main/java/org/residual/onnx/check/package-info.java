/** Judges the graph of a file that anyone may have written, before anything runs it. */
@NullMarked
package org.residual.onnx.check;

import org.jspecify.annotations.NullMarked;
