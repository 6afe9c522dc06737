package org.residual.store;

/** A version of a model that cannot be trusted to answer, for the reason the message gives. */
public sealed class InvalidModelException extends RuntimeException permits AnswerNotReproducedException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for the person who put the model there: what is wrong and where
     */
    public InvalidModelException(String message) {
        super(message);
    }

    /**
     * @param message one sentence for the person who put the model there: what is wrong and where
     * @param cause what was caught
     */
    public InvalidModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
