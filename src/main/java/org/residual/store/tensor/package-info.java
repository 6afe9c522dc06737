/** Tensors in safetensors files. */
@NullMarked
package org.residual.store.tensor;

import org.jspecify.annotations.NullMarked;
