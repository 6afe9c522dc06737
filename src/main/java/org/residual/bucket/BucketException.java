package org.residual.bucket;

import java.util.Objects;

/** The models cannot be had from the object store. */
public final class BucketException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message a sentence that says why
     */
    BucketException(String message) {
        super(message);
    }

    /**
     * @param message a sentence that says why
     * @param cause what was thrown
     */
    BucketException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage(), "each constructor takes a message");
    }
}
