package org.residual.access;

/** An unknown or expired credential. */
public final class UnknownCredentialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message says no more, since the exact reason would help an attacker. */
    UnknownCredentialException() {
        super("The credential is unknown or expired.");
    }
}
