/** What is read of any graph: the values of its tensors, and which node makes which value. */
package org.residual.onnx.graph;
