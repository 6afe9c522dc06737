package org.residual.inference.predictor;

import java.time.Duration;

/**
 * The state of a predictor.
 *
 * @param alive whether its thread is alive
 * @param busy how long its batch has been running; zero if it is idle
 * @param stuck whether its batch was given up and it could not be replaced
 */
public record PredictorState(boolean alive, Duration busy, boolean stuck) {}
