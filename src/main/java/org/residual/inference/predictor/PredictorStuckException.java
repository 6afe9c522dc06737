package org.residual.inference.predictor;

import java.time.Duration;

/** A prediction did not come to its end, and is not waited for any longer. */
final class PredictorStuckException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PredictorStuckException(Duration age) {
        super("The prediction has not come to its end within " + age.toSeconds() + " s, and was given up.");
    }
}
