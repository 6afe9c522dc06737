/**
 * The Open Inference Protocol, version 2, as in KServe and Triton: its requests, answers and tensors, independent of
 * the transport.
 */
@NullMarked
package org.residual.protocol;

import org.jspecify.annotations.NullMarked;
