package org.residual.access;

/** A credential that opens nothing. */
public final class UnknownCredentialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says no more than that: what exactly was wrong is of use to those who guess. */
    UnknownCredentialException() {
        super("The credential is none that is known here, or its time is over.");
    }
}
