package org.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Changes parameters by their gradients, to PyTorch's formulas. DJL's own optimizers clip gradients from above only, and
 * keep what they remember to themselves, so that no training can go on where another was interrupted.
 */
abstract class Optimizer {
    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> memory = new LinkedHashMap<>();

    /**
     * @param parameters to change, by name
     * @param owner of what is remembered from step to step
     * @param memories what is remembered of each parameter: names of arrays of its shape, zeros at first
     */
    Optimizer(Map<String, NDArray> parameters, NDManager owner, String... memories) {
        this.parameters = parameters;
        parameters.forEach((name, parameter) -> {
            for (String remembered : memories) {
                memory.put(name + "." + remembered, owner.zeros(parameter.getShape()));
            }
        });
    }

    /**
     * @return what is remembered, by name, to be saved, and to be written to where a training is resumed
     */
    Map<String, NDArray> memory() {
        return memory;
    }

    NDArray memory(String parameter, String remembered) {
        return memory.get(parameter + "." + remembered);
    }

    /**
     * Changes every parameter once, and sets its gradient, which must be finite, to 0.
     *
     * @param number of the step, from 1
     * @param learningRate of this step
     * @param gradientFactor what the gradients are multiplied by first
     */
    void step(long number, double learningRate, double gradientFactor) {
        parameters.forEach((name, parameter) -> {
            // The same values without their history: a change is not differentiated.
            try (NDArray gradient = parameter.getGradient();
                    NDArray values = parameter.stopGradient()) {
                gradient.muli(gradientFactor);
                update(name, values, gradient, number, learningRate);
                gradient.muli(0);
            }
        });
    }

    /**
     * @param parameter its name
     * @param values of the parameter, to be changed in place
     * @param gradient may be changed
     * @param number of the step, from 1
     * @param learningRate of this step
     */
    abstract void update(String parameter, NDArray values, NDArray gradient, long number, double learningRate);
}
