package org.residual.nn.layer;

import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;

/**
 * What PyTorch's {@code Conv2d} and {@code Linear} start with: weights and biases drawn evenly from ±1/√fan-in.
 *
 * <p>They matter beyond the first steps. What a layer answers does not change with the size of its kernels, since it is
 * normalised, but by how much a step turns them does: kernels that start larger learn more slowly.
 */
final class InitialValues {
    private InitialValues() {}

    /**
     * @param fanIn how many numbers a value of the answer is a sum over
     */
    static Initializer ofFanIn(int fanIn) {
        return new UniformInitializer((float) (1 / Math.sqrt(fanIn)));
    }
}
