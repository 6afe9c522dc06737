package org.residual.protocol.tensor;

/** A request that is not as the protocol or the model asks; the message says what to change. */
public final class InvalidInferenceRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a request says is quoted in the answer, but not all of it if it says a lot. */
    private static final int LONGEST_MESSAGE = 1000;

    /**
     * @param message one sentence for the caller
     */
    public InvalidInferenceRequestException(String message) {
        super(shortened(message));
    }

    InvalidInferenceRequestException(String message, Throwable cause) {
        super(shortened(message), cause);
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }
}
