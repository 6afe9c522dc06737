/** Files of models, and of weights beside them, within limits of size and memory. */
package org.residual.onnx.file;
