package org.residual.inference;

import java.time.Duration;

/**
 * How a predictor is.
 *
 * @param alive whether its thread is there
 * @param busy for how long it has been at its batch; zero if it is at none
 */
public record PredictorState(boolean alive, Duration busy) {}
