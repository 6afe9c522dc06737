package org.residual.inference.input;

import org.jspecify.annotations.Nullable;
import org.residual.image.format.ImageRefusedException.Reason;

/** An uploaded image that cannot be classified; the message names it. */
public final class RefusedUploadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    RefusedUploadException(String message, Reason reason, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * @return why it was refused
     */
    public Reason reason() {
        return reason;
    }
}
