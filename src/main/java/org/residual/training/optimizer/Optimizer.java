package org.residual.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Changes parameters by their gradients, with PyTorch's formulas. DJL's own optimizers clip gradients only from above,
 * and do not expose their memory, so that an interrupted training could not be resumed.
 */
public abstract class Optimizer {
    private final NDArray parameters;
    private final Map<String, NDArray> memory = new LinkedHashMap<>();

    /**
     * @param parameters to change
     * @param owner of the optimizer's memory
     * @param memories names of the arrays to remember, each of the parameters' shape, zeros at first
     */
    Optimizer(NDArray parameters, NDManager owner, String... memories) {
        this.parameters = parameters;
        for (String remembered : memories) {
            memory.put(remembered, owner.zeros(parameters.getShape()));
        }
    }

    /** @return the optimizer's memory, by name, to be saved, and to be restored when a training is resumed */
    public Map<String, NDArray> memory() {
        return memory;
    }

    NDArray memory(String remembered) {
        return Objects.requireNonNull(memory.get(remembered), remembered);
    }

    /**
     * Changes the parameters once, and sets their gradient, which must be finite, to 0.
     *
     * @param number of the step, from 1
     * @param learningRate of this step
     * @param momentum of this step: the share of earlier gradients
     * @param gradientFactor applied to the gradient first
     */
    public void step(long number, double learningRate, double momentum, double gradientFactor) {
        // The same values without their history: a change is not differentiated.
        try (NDArray gradient = parameters.getGradient();
                NDArray values = parameters.stopGradient()) {
            gradient.muli(gradientFactor);
            update(values, gradient, number, learningRate, momentum);
            gradient.muli(0);
        }
    }

    /**
     * @param values of the parameters, to be changed in place
     * @param gradient may be changed
     * @param number of the step, from 1
     * @param learningRate of this step
     * @param momentum of this step
     */
    abstract void update(NDArray values, NDArray gradient, long number, double learningRate, double momentum);
}
