package org.residual.store.file;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A version of a model that cannot be trusted to answer, for the reason the message gives. */
public sealed class InvalidModelException extends RuntimeException permits AnswerNotReproducedException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for the person who put the model there: what is wrong and where. What it quotes of files
     *     may be anything: of a long message the beginning is kept, and nothing that a terminal would act on
     */
    public InvalidModelException(String message) {
        super(Quoted.sentence(message));
    }

    /**
     * @param message one sentence for the person who put the model there: what is wrong and where
     * @param cause what was caught; null if nothing was
     */
    public InvalidModelException(String message, @Nullable Throwable cause) {
        super(Quoted.sentence(message), cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage(), "each constructor takes a message");
    }
}
