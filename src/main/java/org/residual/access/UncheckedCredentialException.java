package org.residual.access;

/** A token cannot be checked, since its issuer does not answer. */
public final class UncheckedCredentialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param cause why the issuer's keys are unavailable */
    UncheckedCredentialException(Throwable cause) {
        super("The token cannot be checked: its issuer's keys are unavailable.", cause);
    }
}
