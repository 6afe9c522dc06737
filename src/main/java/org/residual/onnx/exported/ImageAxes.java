package org.residual.onnx.exported;

import org.residual.engine.GraphSignature.Layout;

/**
 * The axes of a network's images, after the batch.
 *
 * @param channels the axis of red, green and blue
 * @param height the axis of rows
 * @param width the axis of columns
 */
record ImageAxes(int channels, int height, int width) {
    static ImageAxes of(Layout layout) {
        return layout == Layout.NCHW ? new ImageAxes(1, 2, 3) : new ImageAxes(3, 1, 2);
    }

    /** The shape of a batch of images. */
    long[] shape(long batch, long channelCount, long rows, long columns) {
        long[] shape = new long[4];
        shape[0] = batch;
        shape[channels] = channelCount;
        shape[height] = rows;
        shape[width] = columns;
        return shape;
    }
}
