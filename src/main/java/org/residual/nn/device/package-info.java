/** The devices that networks run on, PyTorch's native library, and native memory. */
@NullMarked
package org.residual.nn.device;

import org.jspecify.annotations.NullMarked;
