package org.residual.inference.request;

/** The client has closed its connection, so that nobody waits for the answer. */
public final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A sentence for the log. */
    public ClientGoneException() {
        super("The client has closed its connection.", null, false, false);
    }
}
