package org.residual.inference.predictor;

/** A network returned an invalid log-probability. Such an answer is never served. */
public final class InvalidAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidAnswerException(String message) {
        super(message);
    }
}
