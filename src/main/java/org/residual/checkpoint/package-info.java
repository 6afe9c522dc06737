/** Files that {@code torch.save} writes: read as the data that they hold, without running any of it. */
@NullMarked
package org.residual.checkpoint;

import org.jspecify.annotations.NullMarked;
