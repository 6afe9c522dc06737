/** Judges the graph of a file that anyone may have written, before anything runs it. */
package org.residual.onnx.check;
