package org.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/** PyTorch's {@code SGD} with a momentum of 0.9. */
final class Sgd extends Optimizer {
    private static final float MOMENTUM = 0.9f;
    private static final String BUFFER = "momentum";

    private final float weightDecay;

    /**
     * @param parameters to change, by name
     * @param owner of what is remembered
     * @param weightDecay what of a parameter is added to its gradient
     */
    Sgd(Map<String, NDArray> parameters, NDManager owner, float weightDecay) {
        super(parameters, owner, BUFFER);
        this.weightDecay = weightDecay;
    }

    @Override
    void update(String parameter, NDArray values, NDArray gradient, long number, double learningRate) {
        NDArray buffer = memory(parameter, BUFFER);
        buffer.muli(MOMENTUM).addi(gradient);
        try (NDArray decay = values.mul(weightDecay)) {
            buffer.addi(decay);
        }
        try (NDArray change = buffer.mul(learningRate)) {
            values.subi(change);
        }
    }
}
