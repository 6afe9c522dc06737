/** ONNX Runtime as an engine for processors, and the graphs that it runs: those that the networks of nn are written as. */
package org.residual.onnx;
