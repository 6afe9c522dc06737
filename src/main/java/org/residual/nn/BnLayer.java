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

    private static final int[] POSITIONS = {1};

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
     * From [batch, in, height, width] to [batch, out, height / stride, width / stride], rounded up.
     *
     * @throws InputTooSmallException if a mean would be taken over a single value
     */
    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray convolved = layer.forward(parameters, inputs, training).singletonOrThrow();
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

    /**
     * Sees the activations as [groups, positions, channels], each group normalised by itself: the channels last, as they
     * lie in memory, so that a vector unit takes many of them at a time. This is some four times as fast as the engine's
     * batch normalisation.
     */
    private NDArray normalize(NDArray activations, ParameterStore parameters, boolean training) {
        Shape shape = activations.getShape();
        long groups = statistics == Statistics.IMAGE ? shape.get(0) : 1;
        long positions = shape.get(0) / groups * shape.get(2) * shape.get(3);
        if (positions < 2) {
            throw new InputTooSmallException("A layer sees a single value per channel, but a standard deviation takes"
                    + " at least 2: the input must be larger.");
        }
        NDArray values = activations.transpose(0, 2, 3, 1).reshape(groups, positions, out);
        NDArray mean = values.mean(POSITIONS, true);
        // The backward pass needs the values as they were.
        NDArray centered = training ? values.sub(mean) : values.subi(mean);
        NDArray squares = centered.square();
        NDArray variance = squares.mean(POSITIONS, true);
        squares.close();
        NDArray unbiased = variance.mul(positions / (positions - 1.0));
        NDArray factor = unbiased.add(EPSILON).sqrt().pow(-1).mul(perChannel(parameters, scale, activations, training));
        NDArray offset = perChannel(parameters, shift, activations, training);
        NDArray normalized = training
                ? centered.mul(factor).add(offset)
                : centered.muli(factor).addi(offset);
        return normalized.reshape(shape.get(0), shape.get(2), shape.get(3), out).transpose(0, 3, 1, 2);
    }

    /** [1, 1, channels], a view that goes with the activations: the parameter itself outlives them. */
    private NDArray perChannel(ParameterStore parameters, Parameter parameter, NDArray activations, boolean training) {
        NDArray view = parameters
                .getValue(parameter, activations.getDevice(), training)
                .reshape(1, 1, out);
        view.attach(activations.getManager());
        return view;
    }

    /**
     * The mean over each image of what this layer answers, without the work: normalised values have mean 0 over what they
     * were normalised over, which leaves {@code a}.
     *
     * @param x an input of the layer
     * @return [1, out]
     */
    NDArray meanOfImage(ParameterStore parameters, NDArray x) {
        return perChannel(parameters, shift, x, false).reshape(1, out);
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
