package org.residual.store;

import java.util.Optional;

/** A version of a model that cannot be trusted to answer, for the reason the message gives. */
public final class InvalidModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient KnownAnswerDeviation deviation;

    /**
     * @param message one sentence for the person who put the model there: what is wrong and where
     */
    public InvalidModelException(String message) {
        this(message, (KnownAnswerDeviation) null);
    }

    /**
     * @param message one sentence for the person who put the model there: what is wrong and where
     * @param cause what was caught
     */
    public InvalidModelException(String message, Throwable cause) {
        super(message, cause);
        this.deviation = null;
    }

    /**
     * @param message one sentence for the person who put the model there: what is wrong and where
     * @param deviation by how much the known answer was missed
     */
    InvalidModelException(String message, KnownAnswerDeviation deviation) {
        super(message);
        this.deviation = deviation;
    }

    /**
     * @return by how much the known answer was missed; empty if it did not come to that
     */
    public Optional<KnownAnswerDeviation> deviation() {
        return Optional.ofNullable(deviation);
    }
}
