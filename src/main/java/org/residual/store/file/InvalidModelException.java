package org.residual.store.file;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A version of a model that cannot be trusted to answer, for the reason the message gives. */
public sealed class InvalidModelException extends RuntimeException permits AnswerNotReproducedException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for the person who provided the model: what is wrong and where. It may quote
     *     untrusted text: long messages are cut, and control characters are replaced
     */
    public InvalidModelException(String message) {
        super(Quoted.sentence(message));
    }

    /**
     * @param message one sentence for the person who provided the model: what is wrong and where
     * @param cause that was caught; null if there is none
     */
    public InvalidModelException(String message, @Nullable Throwable cause) {
        super(Quoted.sentence(message), cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage(), "every constructor sets a message");
    }
}
