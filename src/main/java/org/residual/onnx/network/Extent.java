package org.residual.onnx.network;

/**
 * The size of images, or of features made from them.
 *
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 */
public record Extent(int height, int width) {
    /** The size after a stride of 2. */
    Extent halved() {
        return new Extent((height + 1) / 2, (width + 1) / 2);
    }

    long pixels() {
        return (long) height * width;
    }
}
