/** Predictors run batches on processors and GPUs, and are watched. */
@NullMarked
package org.residual.inference.predictor;

import org.jspecify.annotations.NullMarked;
