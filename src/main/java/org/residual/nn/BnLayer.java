package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
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
    /** Vanishes beside any variance that float32 can tell from 0, and keeps 0 / 0 and its gradient from being NaN. */
    private static final float EPSILON = 1e-30f;

    private static final int[] OF_AN_IMAGE = {2, 3};
    private static final int[] OF_A_BATCH = {0, 2, 3};

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
        this.shift = addParameter(perChannelParameter(out, "a", Parameter.Type.BETA, Initializer.ZEROS));
        this.scale = addParameter(perChannelParameter(out, "m", Parameter.Type.GAMMA, Initializer.ONES));
        this.layer = addChildBlock("layer", new Convolution(in, out, 3, stride, false));
    }

    private static Parameter perChannelParameter(int out, String name, Parameter.Type type, Initializer initializer) {
        return Parameter.builder()
                .setName(name)
                .setType(type)
                .optShape(new Shape(out, 1, 1))
                .optInitializer(initializer)
                .build();
    }

    /**
     * From [batch, in, height, width] to [batch, out, height / stride, width / stride], rounded up. In training, channels
     * of zeros may follow those in, and follow those out, see {@link Convolution#convolve}.
     *
     * @throws InputTooSmallException if a mean would be taken over a single value
     */
    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray convolved = layer.convolve(parameters, inputs.singletonOrThrow(), training);
        return new NDList(activate(parameters, convolved, training));
    }

    /** What this layer begins with. */
    Convolution convolution() {
        return layer;
    }

    /**
     * What comes after the convolution: ReLU and the normalisation.
     *
     * @param convolved what the convolution answers, which is freed
     */
    NDArray activate(ParameterStore parameters, NDArray convolved, boolean training) {
        NDArray activations = Activation.relu(convolved);
        // What is freed at once is taken again while it is still in the processor's cache.
        convolved.close();
        return normalize(activations, parameters, training);
    }

    private NDArray normalize(NDArray activations, ParameterStore parameters, boolean training) {
        int[] axes = statistics == Statistics.IMAGE ? OF_AN_IMAGE : OF_A_BATCH;
        long values = 1;
        for (int axis : axes) {
            values *= activations.getShape().get(axis);
        }
        if (values < 2) {
            throw new InputTooSmallException("A layer sees a single value per channel, but a standard deviation takes"
                    + " at least 2: the input must be larger.");
        }
        NDArray factor = parameters.getValue(scale, activations.getDevice(), training);
        NDArray offset = parameters.getValue(shift, activations.getDevice(), training);
        if (training) {
            return TrainedNormalization.normalize(activations, statistics, EPSILON, factor, offset);
        }
        return normalizeInPlace(activations, axes, values, factor, offset);
    }

    /**
     * In vectorised operations, each over all channels of a pixel, as they lie in memory. This is some four times as fast
     * as the engine's batch normalisation.
     */
    private static NDArray normalizeInPlace(
            NDArray activations, int[] axes, long values, NDArray scale, NDArray shift) {
        NDArray mean = activations.sum(axes, true).div(values);
        NDArray centered = activations.subi(mean);
        NDArray squares = centered.square();
        NDArray variance = squares.sum(axes, true).div(values - 1);
        squares.close();
        NDArray std = variance.add(EPSILON).sqrt();
        return centered.muli(std.pow(-1).mul(scale)).addi(shift);
    }

    /**
     * The mean over each image of what this layer answers, without the work: normalised values have mean 0 over what they
     * were normalised over, which leaves {@code a}.
     *
     * @param x an input of the layer
     * @return [1, out]
     */
    NDArray meanOfImage(ParameterStore parameters, NDArray x) {
        NDArray mean = parameters.getValue(shift, x.getDevice(), false).reshape(1, out);
        // The parameter outlives the pass, this must not.
        mean.attach(x.getManager());
        return mean;
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
