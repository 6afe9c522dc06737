/** Reads files of {@code torch.save} as data, without running any code in them. */
@NullMarked
package org.residual.checkpoint;

import org.jspecify.annotations.NullMarked;
