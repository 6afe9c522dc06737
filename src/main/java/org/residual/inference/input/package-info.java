/** Images as they come, encoded, as pixels or as tensors, are decoded and preprocessed within the memory for them. */
@NullMarked
package org.residual.inference.input;

import org.jspecify.annotations.NullMarked;
