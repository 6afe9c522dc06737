package org.residual.nn.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Zeros appended to channels.
 *
 * <p>On some machines the engine's vectorised convolutions silently answer garbage where the number of channels is no
 * multiple of the vector's length, and so does the backward pass of a convolution of stride 2 where it is no multiple
 * of twice that. A channel of zeros, met by kernels of zeros, changes no sum, so appending such channels is an exact
 * cure.
 */
public final class ChannelPadding {
    private static final int VECTOR = 16;
    /** Up to here the engine uses kernels made for the colours of an image, which are right. */
    private static final int COLOURS = 4;

    private ChannelPadding() {}

    /** The least multiple of 16 that holds so many channels. */
    public static int roundUp(int channels) {
        return roundUp(channels, VECTOR);
    }

    private static int roundUp(int channels, int multiple) {
        return Math.toIntExact((channels + multiple - 1L) / multiple * multiple);
    }

    /**
     * @param channels in or out of a convolution
     * @param training whether there will be a backward pass
     * @return with how many channels the convolution is right on every machine
     */
    static int safe(int channels, boolean training) {
        if (channels <= COLOURS) {
            return channels;
        }
        return training && channels > VECTOR ? roundUp(channels, 2 * VECTOR) : roundUp(channels);
    }

    /**
     * @param array of any shape
     * @param shape the shape wanted, no dimension less than the array's
     * @param owner the manager that a new array belongs to
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
