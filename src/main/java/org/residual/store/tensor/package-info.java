/** Tensors in safetensors files. */
package org.residual.store.tensor;
