/** The networks of {@link org.residual.nn}, written as ONNX graphs that a processor runs fast. */
package org.residual.onnx.network;
