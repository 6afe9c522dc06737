package org.residual.bucket;

import java.util.Objects;

/** The models cannot be read from the object store. */
public final class BucketException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message a sentence with the reason */
    BucketException(String message) {
        super(message);
    }

    /**
     * @param message a sentence with the reason
     * @param cause that was thrown
     */
    BucketException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage(), "every constructor sets a message");
    }
}
