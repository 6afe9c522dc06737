/** Files that {@code torch.save} writes: read as the data that they hold, without running any of it. */
package org.residual.checkpoint;
