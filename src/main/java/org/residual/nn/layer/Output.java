package org.residual.nn.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;

/** From pooled channels to the log-probabilities of the classes: linear, then log-softmax. */
public final class Output extends AbstractBlock {
    private final int classes;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * @param channels channels in
     * @param classes classes out
     */
    public Output(int channels, int classes) {
        this.classes = classes;
        Initializer initial = InitialValues.ofFanIn(channels);
        this.weight = addParameter(Parameter.builder()
                .setName("weight")
                .setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(classes, channels))
                .optInitializer(initial)
                .build());
        this.bias = addParameter(Parameter.builder()
                .setName("bias")
                .setType(Parameter.Type.BIAS)
                .optShape(new Shape(classes))
                .optInitializer(initial)
                .build());
    }

    /** From [batch, channels], possibly followed by channels of zeros, to [batch, classes], each at most 0. */
    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray pooled = inputs.singletonOrThrow();
        NDArray weights = parameters.getValue(weight, pooled.getDevice(), training);
        Shape padded = new Shape(classes, pooled.getShape().get(1));
        NDArray logits = Linear.linear(
                        pooled,
                        ChannelPadding.pad(weights, padded, pooled.getManager()),
                        parameters.getValue(bias, pooled.getDevice(), training))
                .singletonOrThrow();
        return new NDList(logits.logSoftmax(-1));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {new Shape(inputShapes[0].get(0), classes)};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        // The output layer has no children.
    }
}
