/** The devices of networks, PyTorch's native library, and native memory. */
@NullMarked
package org.residual.nn.device;

import org.jspecify.annotations.NullMarked;
