/** Checks the graph of an untrusted file before anything runs it. */
@NullMarked
package org.residual.onnx.check;

import org.jspecify.annotations.NullMarked;
