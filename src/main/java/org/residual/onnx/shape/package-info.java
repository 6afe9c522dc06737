/** Infers the shape of every value of a graph, and with it the memory that running the graph takes. */
package org.residual.onnx.shape;
