package org.residual.protocol.tensor;

/** An inference request that does not suit the protocol or the model; the message says what to change. */
public final class InvalidInferenceRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Longest quotation from a request in a message. */
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
