package org.residual.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/** PyTorch's {@code Adam} and {@code AdamW}, with the engine's own operation; the momentum is their first beta. */
final class Adam extends Optimizer {
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;
    private static final String MEAN = "mean";
    private static final String VARIANCE = "variance";

    private final float weightDecay;
    private final boolean decoupled;

    /**
     * @param parameters to change
     * @param owner of the optimizer's memory
     * @param weightDecay added to the gradient or, decoupled, subtracted from the parameter
     * @param decoupled whether this is AdamW
     */
    Adam(NDArray parameters, NDManager owner, float weightDecay, boolean decoupled) {
        super(parameters, owner, MEAN, VARIANCE);
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
    }

    @Override
    void update(NDArray values, NDArray gradient, long number, double learningRate, double momentum) {
        double correction1 = 1 - Math.pow(momentum, (double) number);
        double correction2 = Math.sqrt(1 - Math.pow(BETA2, (double) number));
        NDArray mean = memory(MEAN);
        NDArray variance = memory(VARIANCE);
        // The engine divides by √variance + ε, PyTorch by √variance / correction2 + ε.
        values.getNDArrayInternal()
                .adamUpdate(
                        new NDList(values, gradient, mean, variance),
                        new NDList(values),
                        (float) learningRate,
                        (float) (learningRate * correction2 / correction1),
                        weightDecay,
                        1,
                        -1,
                        (float) momentum,
                        (float) BETA2,
                        (float) (EPSILON * correction2),
                        false,
                        decoupled);
    }
}
