package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** The notebook's {@code ResNetLayer}: {@code x + BnLayer(x)}, the identity plus a residual. */
public final class ResNetLayer extends BnLayer {

    /**
     * @param channels channels in and out
     * @param statistics over what the mean and std of a channel are taken
     */
    public ResNetLayer(int channels, Statistics statistics) {
        super(channels, channels, 1, statistics);
    }

    /** From [batch, channels, height, width] to the same shape. */
    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        NDArray residual =
                super.forwardInternal(parameters, inputs, training, params).singletonOrThrow();
        return new NDList(training ? residual.add(x) : residual.addi(x));
    }
}
