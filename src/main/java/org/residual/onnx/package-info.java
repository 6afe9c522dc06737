/** ONNX Runtime as an engine for processors. */
package org.residual.onnx;
