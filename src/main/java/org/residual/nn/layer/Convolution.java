package org.residual.nn.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's {@code Conv2d} with a square kernel, padded so that a stride of 1 keeps height and width.
 *
 * <p>Unlike DJL's block of that name it is right with any number of channels, see {@link ChannelPadding}.
 */
public final class Convolution extends AbstractBlock {
    private final int in;
    private final int out;
    private final int kernel;
    private final Shape stride;
    private final Shape padding;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    /**
     * @param in channels in
     * @param out channels out
     * @param kernel height and width of the kernel, odd
     * @param stride step of the kernel
     * @param hasBias whether it has a bias for each channel out
     */
    public Convolution(int in, int out, int kernel, int stride, boolean hasBias) {
        this.in = in;
        this.out = out;
        this.kernel = kernel;
        this.stride = new Shape(stride, stride);
        this.padding = new Shape(kernel / 2, kernel / 2);
        Initializer initial = InitialValues.ofFanIn(in * kernel * kernel);
        this.weight = addParameter(Parameter.builder()
                .setName("weight")
                .setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(out, in, kernel, kernel))
                .optInitializer(initial)
                .build());
        this.bias = hasBias
                ? addParameter(Parameter.builder()
                        .setName("bias")
                        .setType(Parameter.Type.BIAS)
                        .optShape(new Shape(out))
                        .optInitializer(initial)
                        .build())
                : null;
    }

    /** From [batch, in, height, width] to [batch, out, height / stride, width / stride], rounded up. */
    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
        return new NDList(narrow(convolvePadded(parameters, inputs.singletonOrThrow(), training)));
    }

    /**
     * The same for the layers of a network. In training, the channels of zeros that the engine needs stay appended,
     * from the first convolution to the pooling: removing and appending them each time takes longer than computing with
     * them.
     *
     * @param images [batch, in or more, height, width]; channels beyond in are 0
     */
    public NDArray convolve(ParameterStore parameters, NDArray images, boolean training) {
        NDArray padded = convolvePadded(parameters, images, training);
        return training ? padded : narrow(padded);
    }

    private NDArray narrow(NDArray padded) {
        return padded.getShape().get(1) == out ? padded : padded.get(new NDIndex(":, :{}", out));
    }

    private NDArray convolvePadded(ParameterStore parameters, NDArray images, boolean training) {
        NDArray kernels = parameters.getValue(weight, images.getDevice(), training);
        NDArray offsets = bias == null ? null : parameters.getValue(bias, images.getDevice(), training);
        // The backward pass is a convolution from the channels out to the channels in, so both are padded.
        int safeIn = ChannelPadding.safe(in, training);
        int safeOut = ChannelPadding.safe(out, training);
        Shape shape = images.getShape();
        NDManager scope = images.getManager();
        return new Kernels(
                        ChannelPadding.pad(kernels, new Shape(safeOut, safeIn, kernel, kernel), scope),
                        offsets == null ? null : ChannelPadding.pad(offsets, new Shape(safeOut), scope),
                        stride,
                        padding)
                .convolve(
                        ChannelPadding.pad(images, new Shape(shape.get(0), safeIn, shape.get(2), shape.get(3)), scope));
    }

    /** Its kernels, once it is initialised. */
    public Kernels kernels() {
        return new Kernels(weight.getArray(), bias == null ? null : bias.getArray(), stride, padding);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape input = inputShapes[0];
        return new Shape[] {
            new Shape(input.get(0), out, outputSize(input.get(2), 0), outputSize(input.get(3), 1)),
        };
    }

    private long outputSize(long size, int dimension) {
        return (size + 2 * padding.get(dimension) - kernel) / stride.get(dimension) + 1;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        // A convolution has no children.
    }
}
