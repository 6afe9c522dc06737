/**
 * The queue of requests, and the predictors that take batches from it and run them on CPUs and GPUs, watched for
 * hangs.
 */
@NullMarked
package org.residual.inference.predictor;

import org.jspecify.annotations.NullMarked;
