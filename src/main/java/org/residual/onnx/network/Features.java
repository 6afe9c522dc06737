package org.residual.onnx.network;

import java.util.Arrays;
import java.util.Optional;

/**
 * A value of the graph: [batch, channels, height, width].
 *
 * @param name in nodes
 * @param halvings how often height and width have been halved since the image
 * @param extent height and width, if those of the image are known
 * @param shifts that readers of the value must add to each channel; empty for none
 */
record Features(String name, int halvings, Optional<Extent> extent, double[] shifts) {
    private static final double[] NONE = {};

    static Features image(Optional<Extent> extent) {
        return new Features(GraphWriter.INPUT, 0, extent, NONE);
    }

    /** Others of the same size. */
    Features named(String other) {
        return new Features(other, halvings, extent, NONE);
    }

    /** Others of half the height and width. */
    Features halved(String other) {
        return new Features(other, halvings + 1, extent.map(Extent::halved), NONE);
    }

    /** The same, with shifts that are still to be added. */
    Features lacking(double[] missing) {
        boolean nothing = Arrays.stream(missing).allMatch(value -> value == 0);
        return nothing ? this : new Features(name, halvings, extent, missing);
    }
}
