package org.residual.nn.layer;

import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;

/**
 * The initial values of PyTorch's {@code Conv2d} and {@code Linear}: weights and biases, uniform in ±1/√fan-in.
 *
 * <p>They matter beyond the first steps. The output of a layer does not depend on the size of its kernels, since it is
 * normalised, but the effect of a step does: larger kernels learn more slowly.
 */
final class InitialValues {
    private InitialValues() {}

    /** @param fanIn number of terms in the sum for each output value */
    static Initializer ofFanIn(int fanIn) {
        return new UniformInitializer((float) (1 / Math.sqrt(fanIn)));
    }
}
