package org.residual.nn.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Appends channels of zeros.
 *
 * <p>On some machines the engine's vectorised convolutions silently return garbage if the number of channels is not a
 * multiple of the vector's length, and so does the backward pass of a convolution of stride 2 if it is not a multiple
 * of twice that. Channels of zeros, with kernels of zeros, change no sum, so the results are exact.
 */
public final class ChannelPadding {
    private static final int VECTOR = 16;
    /** Up to this number the engine uses kernels for the colours of an image, which are right. */
    private static final int COLOURS = 4;

    private ChannelPadding() {}

    /** The least multiple of 16 that is at least this number. */
    public static int roundUp(int channels) {
        return roundUp(channels, VECTOR);
    }

    private static int roundUp(int channels, int multiple) {
        return Math.toIntExact((channels + multiple - 1L) / multiple * multiple);
    }

    /**
     * @param channels in or out of a convolution
     * @param training whether there will be a backward pass
     * @return the number of channels with which the convolution is right on every machine
     */
    static int safe(int channels, boolean training) {
        if (channels <= COLOURS) {
            return channels;
        }
        return training && channels > VECTOR ? roundUp(channels, 2 * VECTOR) : roundUp(channels);
    }

    /**
     * @param array of any shape
     * @param shape the new shape, no dimension less than the array's
     * @param owner the manager of a new array
     * @return the array with zeros appended at the end of each dimension; the array itself if it has that shape
     */
    public static NDArray pad(NDArray array, Shape shape, NDManager owner) {
        Shape from = array.getShape();
        if (from.equals(shape)) {
            return array;
        }
        // The engine takes pairs (before, after) from the last dimension to the first.
        int dimensions = from.dimension();
        long[] padding = new long[2 * dimensions];
        for (int i = 0; i < dimensions; i++) {
            padding[2 * (dimensions - 1 - i) + 1] = shape.get(i) - from.get(i);
        }
        NDArray padded = array.pad(new Shape(padding), 0);
        padded.attach(owner);
        return padded;
    }
}
