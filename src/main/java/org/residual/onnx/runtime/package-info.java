/** Sessions of ONNX Runtime, and the native memory they read and write. */
package org.residual.onnx.runtime;
