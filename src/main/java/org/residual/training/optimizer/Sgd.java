package org.residual.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** PyTorch's {@code SGD} with momentum. */
final class Sgd extends Optimizer {
    private static final String BUFFER = "momentum";

    private final float weightDecay;

    /**
     * @param parameters to change
     * @param owner of the optimizer's memory
     * @param weightDecay share of a parameter that is added to its gradient
     */
    Sgd(NDArray parameters, NDManager owner, float weightDecay) {
        super(parameters, owner, BUFFER);
        this.weightDecay = weightDecay;
    }

    @Override
    void update(NDArray values, NDArray gradient, long number, double learningRate, double momentum) {
        NDArray buffer = memory(BUFFER);
        buffer.muli(momentum).addi(gradient);
        try (NDArray decay = values.mul(weightDecay)) {
            buffer.addi(decay);
        }
        try (NDArray change = buffer.mul(learningRate)) {
            values.subi(change);
        }
    }
}
