/** The devices that networks run on, PyTorch's native library, and native memory. */
package org.residual.nn.device;
