/** PyTorch as an engine: it runs the blocks of {@link org.residual.nn} on CPUs and GPUs. */
@NullMarked
package org.residual.torch;

import org.jspecify.annotations.NullMarked;
