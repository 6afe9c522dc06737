package org.residual.engine;

import java.nio.ByteBuffer;

/**
 * Images as the input of a network.
 *
 * @param values [images, 3, height, width], float32 in row-major order: a direct buffer in native byte order, from its
 *     start to its limit
 * @param images how many, at least 1
 * @param height in pixels
 * @param width in pixels
 */
public record ImageBatch(ByteBuffer values, int images, int height, int width) {
    /** Colours of a pixel. */
    public static final int CHANNELS = 3;

    /**
     * @param images how many
     * @param height in pixels
     * @param width in pixels
     * @return the size of their values
     * @throws ArithmeticException if it exceeds that of a buffer
     */
    public static int bytes(int images, int height, int width) {
        return Math.toIntExact(Math.multiplyExact((long) Float.BYTES * CHANNELS * images, (long) height * width));
    }
}
