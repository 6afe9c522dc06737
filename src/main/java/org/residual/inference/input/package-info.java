/** Decodes and preprocesses images, which arrive encoded, as pixels or as tensors, within the memory for them. */
@NullMarked
package org.residual.inference.input;

import org.jspecify.annotations.NullMarked;
