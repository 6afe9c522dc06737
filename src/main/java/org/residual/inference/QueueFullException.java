package org.residual.inference;

/** Every predictor is busy and as many requests as may wait are waiting. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
