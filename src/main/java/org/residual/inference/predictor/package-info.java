/** Predictors run batches on processors and GPUs, and are watched. */
package org.residual.inference.predictor;
