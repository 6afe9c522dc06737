package org.residual.web;

/** There is no room for another body, as the bodies of other requests fill it. */
final class BodiesFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BodiesFullException() {
        super("As many bytes as may are being received and waiting.");
    }
}
