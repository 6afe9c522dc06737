package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** The memory layouts of arrays [batch, channels, height, width]. */
final class ImageLayout {
    private ImageLayout() {}

    /**
     * The same array with the channels of a pixel adjacent in memory. The engine's convolutions keep the layout of
     * their input, and in this one they need not rearrange every input and output.
     */
    static NDArray channelsLast(NDArray images) {
        Shape shape = images.getShape();
        return images.transpose(0, 2, 3, 1)
                .flatten()
                .reshape(shape.get(0), shape.get(2), shape.get(3), shape.get(1))
                .transpose(0, 3, 1, 2);
    }

    /** From [batch, channels, height, width] to [batch, height * width, channels], as it lies in memory. */
    static NDArray positions(NDArray features) {
        Shape shape = features.getShape();
        return features.transpose(0, 2, 3, 1).reshape(shape.get(0), shape.get(2) * shape.get(3), shape.get(1));
    }

    /** From [batch, channels, height, width] to [batch, channels, height * width], as it lies in memory in training. */
    static NDArray rows(NDArray features) {
        Shape shape = features.getShape();
        return features.reshape(shape.get(0), shape.get(1), shape.get(2) * shape.get(3));
    }
}
