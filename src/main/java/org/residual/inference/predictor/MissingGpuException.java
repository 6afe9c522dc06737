package org.residual.inference.predictor;

/** A requested GPU is missing. */
public final class MissingGpuException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingGpuException(String message) {
        super(message);
    }
}
