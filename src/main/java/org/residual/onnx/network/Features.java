package org.residual.onnx.network;

import java.util.Optional;

/**
 * A value of the graph: [batch, channels, height, width].
 *
 * @param name what nodes call it
 * @param halvings how often height and width have been halved since the image
 * @param extent height and width, if those of the image are known
 */
record Features(String name, int halvings, Optional<Extent> extent) {
    static Features image(Optional<Extent> extent) {
        return new Features(GraphWriter.INPUT, 0, extent);
    }

    /** Others of the same size. */
    Features named(String other) {
        return new Features(other, halvings, extent);
    }

    /** Others of half the height and width. */
    Features halved(String other) {
        return new Features(other, halvings + 1, extent.map(Extent::halved));
    }
}
