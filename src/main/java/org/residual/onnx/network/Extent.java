package org.residual.onnx.network;

/**
 * How large images, or features made of them, are.
 *
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 */
public record Extent(int height, int width) {
    /** What a stride of 2 leaves. */
    Extent halved() {
        return new Extent((height + 1) / 2, (width + 1) / 2);
    }

    long pixels() {
        return (long) height * width;
    }
}
