package org.residual.inference.predictor;

import java.time.Duration;

/**
 * How a predictor is.
 *
 * @param alive whether its thread is there
 * @param busy for how long it has been at its batch; zero if it is at none
 * @param stuck whether its batch was given up and no other predictor could take its place
 */
public record PredictorState(boolean alive, Duration busy, boolean stuck) {}
