/** PyTorch as an engine: it runs the blocks of {@link org.residual.nn} on processors and GPUs. */
package org.residual.torch;
