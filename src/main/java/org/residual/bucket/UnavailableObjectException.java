package org.residual.bucket;

/** An object cannot be read as listed. */
final class UnavailableObjectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnavailableObjectException(String message) {
        super(message);
    }

    UnavailableObjectException(String message, Throwable cause) {
        super(message, cause);
    }
}
