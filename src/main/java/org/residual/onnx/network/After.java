package org.residual.onnx.network;

import java.util.Optional;

/**
 * What a network does with the answer of a layer.
 *
 * @param residual what it is added to
 * @param relu whether a ReLU follows then
 */
record After(Optional<Features> residual, boolean relu) {
    static final After NOTHING = new After(Optional.empty(), false);
    static final After RELU = new After(Optional.empty(), true);

    static After addTo(Features residual, boolean relu) {
        return new After(Optional.of(residual), relu);
    }
}
