package org.residual.inference.input;

/** Images of several sizes were sent to a model that looks at all images of a request together. */
public final class MixedSizesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MixedSizesException() {
        super("This model looks at all images of a request together, so they must be of one size.", null, false, false);
    }
}
