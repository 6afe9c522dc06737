package org.residual.onnx.network;

import java.util.Optional;

/**
 * What follows a layer.
 *
 * @param residual the value that its output is added to
 * @param relu whether a ReLU follows then
 * @param reader that uses the result
 */
record After(Optional<Features> residual, boolean relu, Reader reader) {
    static final After NOTHING = new After(Optional.empty(), false, Reader.ANY);
    static final After RELU_AND_LAYER = new After(Optional.empty(), true, Reader.LAYER);
    static final After POOLING = new After(Optional.empty(), false, Reader.POOLING);

    /** The only reader of the result. */
    enum Reader {
        ANY,
        /** The next layer. */
        LAYER,
        /** The pooling over all positions. */
        POOLING
    }

    static After addTo(Features residual, boolean relu) {
        return new After(Optional.of(residual), relu, Reader.ANY);
    }
}
