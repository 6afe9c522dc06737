package org.residual.inference.model;

/** A model or a version that cannot answer; the message says why. */
public final class ModelUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why it cannot answer. */
    public enum Reason {
        /** There is no model of that name. */
        UNKNOWN_MODEL,
        /** The model has no such version. */
        UNKNOWN_VERSION,
        /** It is not loaded yet, or has failed. */
        NOT_READY
    }

    /**
     * @param reason why it cannot answer
     * @param message a sentence with the reason
     */
    public ModelUnavailableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * @return why it cannot answer
     */
    public Reason reason() {
        return reason;
    }
}
