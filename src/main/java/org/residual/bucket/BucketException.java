package org.residual.bucket;

/** The models cannot be had from the object store. */
public final class BucketException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message a sentence that says why
     * @param cause what was thrown
     */
    public BucketException(String message, Throwable cause) {
        super(message, cause);
    }
}
