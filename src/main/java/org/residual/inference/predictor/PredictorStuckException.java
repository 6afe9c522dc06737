package org.residual.inference.predictor;

import java.time.Duration;

/** A prediction hangs and has been given up. */
final class PredictorStuckException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PredictorStuckException(Duration age) {
        super("The prediction did not finish within " + age.toSeconds() + " s, and was given up.");
    }
}
