/** Requests wait in a queue, from which predictors take batches, run them on processors and GPUs, and are watched. */
@NullMarked
package org.residual.inference.predictor;

import org.jspecify.annotations.NullMarked;
