package org.residual.inference.request;

/** The client of a request has closed its connection: there is nobody to answer. */
public final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A sentence for the log. */
    public ClientGoneException() {
        super("The client has closed its connection.", null, false, false);
    }
}
