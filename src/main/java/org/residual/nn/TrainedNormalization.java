package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.residual.nn.layer.ChannelPadding;

/**
 * The normalisation of a {@link BnLayer} in training: for each channel a single operation of the engine with a backward
 * pass of its own. Differentiating the formula step by step would divide by the third power of the standard deviation,
 * which a nearly dead channel makes infinite.
 *
 * <p>No Java number goes into a differentiated operation: DJL would make an array in the JVM's memory, and close it at
 * once, while the engine keeps it for the backward pass. A garbage collection in between would free that memory, and
 * corrupt the gradients. Therefore constants are arrays in the engine's own memory here.
 */
final class TrainedNormalization {
    private static final int CHANNELS = 1;
    /** The momentum of the running mean and variance, which are not used. */
    private static final float MOMENTUM = 0;

    private TrainedNormalization() {}

    /**
     * @param x [batch, channels or more, height, width]; channels beyond those of scale and shift are 0
     * @param statistics over which a mean and a standard deviation are taken, at least 2 values
     * @param epsilon added to the variance
     * @param scale [channels, 1, 1], factor of the normalised values
     * @param shift [channels, 1, 1], added afterwards
     * @return as many channels as x, in a new array
     */
    static NDArray normalize(NDArray x, Statistics statistics, float epsilon, NDArray scale, NDArray shift) {
        NDArray factor = padded(scale, x);
        NDArray offset = padded(shift, x);
        return statistics == Statistics.IMAGE
                ? overImages(x, epsilon, factor, offset)
                : overBatch(x, epsilon, factor, offset);
    }

    /** Channels of zeros stay zeros. */
    private static NDArray padded(NDArray perChannel, NDArray x) {
        return ChannelPadding.pad(perChannel, new Shape(x.getShape().get(CHANNELS), 1, 1), x.getManager());
    }

    /** The engine normalises the channels of a batch: here those of each image, one after the other. */
    private static NDArray overImages(NDArray x, float epsilon, NDArray scale, NDArray shift) {
        Shape shape = x.getShape();
        long rows = shape.get(0) * shape.get(CHANNELS);
        Shape perImage = new Shape(shape.get(0), shape.get(CHANNELS));
        Shape channels = new Shape(shape.get(CHANNELS));
        NDManager scope = x.getManager();
        return normalize(
                        x.reshape(1, rows, shape.get(2), shape.get(3)),
                        epsilon,
                        scale.reshape(channels)
                                .mul(constant(scope, perImage, unbiased(shape.get(2) * shape.get(3))))
                                .reshape(rows),
                        shift.reshape(channels).add(scope.zeros(perImage)).reshape(rows))
                .reshape(shape);
    }

    private static NDArray overBatch(NDArray x, float epsilon, NDArray scale, NDArray shift) {
        Shape shape = x.getShape();
        Shape channels = new Shape(shape.get(CHANNELS));
        double unbiased = unbiased(shape.get(0) * shape.get(2) * shape.get(3));
        return normalize(
                x,
                epsilon,
                scale.reshape(channels).mul(constant(x.getManager(), channels, unbiased)),
                shift.reshape(channels));
    }

    private static NDArray normalize(NDArray x, float epsilon, NDArray scale, NDArray shift) {
        Shape channels = scale.getShape();
        NDManager scope = x.getManager();
        return x.getNDArrayInternal()
                .batchNorm(x, scope.zeros(channels), scope.ones(channels), scale, shift, -1, MOMENTUM, epsilon, true)
                .singletonOrThrow();
    }

    /** The engine divides by n where the notebook divides by n - 1. */
    private static double unbiased(long values) {
        return Math.sqrt((values - 1.0) / values);
    }

    private static NDArray constant(NDManager scope, Shape shape, double value) {
        return scope.ones(shape).muli(value);
    }
}
