package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;

/**
 * The notebook's {@code BNLayer}: a 3x3 convolution, ReLU, then {@code (x - mean) / std * m + a} for each channel,
 * std being the unbiased one. {@code m} starts at 1, {@code a} at 0.
 *
 * <p>There are no running statistics: mean and std are always those of the input itself, see {@link Statistics}. A
 * channel that is 0 everywhere after ReLU has std 0 and normalises to 0, so that the layer answers {@code a} there.
 */
public sealed class BnLayer extends AbstractBlock permits ResNetLayer {
    /** Small enough to vanish beside any variance float32 can tell from 0, and keeps 0 / 0 from being NaN. */
    private static final float EPSILON = 1e-30f;

    private static final int CHANNEL_AXIS = -1;
    private static final float KEEP_RUNNING_STATISTICS = 1;

    private final int out;
    private final Statistics statistics;
    private final Convolution layer;
    private final Parameter shift;
    private final Parameter scale;

    /**
     * @param in channels in
     * @param out channels out
     * @param stride step of the convolution: 2 halves height and width, rounding up
     * @param statistics over what the mean and std of a channel are taken
     */
    public BnLayer(int in, int out, int stride, Statistics statistics) {
        this.out = out;
        this.statistics = statistics;
        this.shift = addParameter(perChannel(out, "a", Parameter.Type.BETA, Initializer.ZEROS));
        this.scale = addParameter(perChannel(out, "m", Parameter.Type.GAMMA, Initializer.ONES));
        this.layer = addChildBlock("layer", new Convolution(in, out, 3, stride, false));
    }

    private static Parameter perChannel(int out, String name, Parameter.Type type, Initializer initializer) {
        return Parameter.builder()
                .setName(name)
                .setType(type)
                .optShape(new Shape(out, 1, 1))
                .optInitializer(initializer)
                .build();
    }

    /**
     * From [batch, in, height, width] to [batch, out, height / stride, width / stride], rounded up.
     *
     * @throws InputTooSmallException if a mean would be taken over a single value
     */
    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray activations =
                Activation.relu(layer.forward(parameters, inputs, training).singletonOrThrow());
        NDArray m = parameters.getValue(scale, activations.getDevice(), training);
        NDArray a = parameters.getValue(shift, activations.getDevice(), training);
        return new NDList(
                switch (statistics) {
                    case BATCH -> normalize(activations, 1, m, a);
                    case IMAGE -> normalizeEachImage(activations, m, a);
                });
    }

    /** Sees [batch, channels, height, width] as one image of batch * channels channels: one native call for all. */
    private NDArray normalizeEachImage(NDArray activations, NDArray m, NDArray a) {
        Shape shape = activations.getShape();
        long batch = shape.get(0);
        NDArray flat = activations.reshape(1, batch * out, shape.get(2), shape.get(3));
        return normalize(flat, batch, m, a).reshape(shape);
    }

    /** Of [n, repeats * channels, height, width], {@code m} and {@code a} holding for each repeat of the channels. */
    private static NDArray normalize(NDArray activations, long repeats, NDArray m, NDArray a) {
        Shape shape = activations.getShape();
        long count = shape.get(0) * shape.get(2) * shape.get(3);
        if (count < 2) {
            throw new InputTooSmallException("A layer sees a single value per channel, but a standard deviation takes"
                    + " at least 2: the input must be larger.");
        }
        // The engine divides by the biased std (n): this turns it into the unbiased one (n - 1).
        NDManager manager = activations.getManager();
        NDArray gamma = repeat(manager, m, repeats, Math.sqrt((count - 1.0) / count));
        NDArray beta = repeat(manager, a, repeats, 1);
        NDArray unused = manager.create(gamma.getShape());
        return BatchNorm.batchNorm(
                        activations, unused, unused, gamma, beta, CHANNEL_AXIS, KEEP_RUNNING_STATISTICS, EPSILON, true)
                .singletonOrThrow();
    }

    /** A product belongs to the manager of its left side: this way round, it goes with the activations. */
    private static NDArray repeat(NDManager manager, NDArray perChannel, long times, double factor) {
        return manager.full(new Shape(times, 1, 1, 1), (float) factor)
                .mul(perChannel)
                .flatten();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return layer.getOutputShapes(inputShapes);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        layer.initialize(manager, dataType, inputShapes);
    }
}
