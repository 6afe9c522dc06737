package org.residual.protocol;

/** A request that is not as the protocol or the model asks; the message says what to change. */
public final class InvalidInferenceRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for the caller
     */
    public InvalidInferenceRequestException(String message) {
        super(message);
    }

    InvalidInferenceRequestException(String message, Throwable cause) {
        super(message, cause);
    }
}
