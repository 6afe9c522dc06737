/** Networks in the ONNX format. */
package org.residual.onnx;
