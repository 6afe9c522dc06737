package org.residual.inference.predictor;

/** A GPU was asked for that is not there. */
public final class MissingGpuException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingGpuException(String message) {
        super(message);
    }
}
