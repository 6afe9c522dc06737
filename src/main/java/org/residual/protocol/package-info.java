/**
 * The Open Inference Protocol, version 2, as KServe and Triton speak it: its requests, answers and tensors, whichever way
 * they are carried.
 */
@NullMarked
package org.residual.protocol;

import org.jspecify.annotations.NullMarked;
