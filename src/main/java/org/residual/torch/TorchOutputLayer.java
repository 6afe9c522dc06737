package org.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.Map;
import java.util.Objects;
import org.residual.evidence.OutputLayer;
import org.residual.nn.Network;

/** The output layer of DJL blocks, copied from their device class by class. */
final class TorchOutputLayer implements OutputLayer {
    private final Parameter weights;
    private final Parameter biases;

    TorchOutputLayer(Network network) {
        Map<String, Parameter> parameters = network.stateDict();
        this.weights = Objects.requireNonNull(parameters.get("out.weight"), "every network has it");
        this.biases = Objects.requireNonNull(parameters.get("out.bias"), "every network has it");
    }

    @Override
    public float[] weights(int index) {
        return row(weights, index);
    }

    @Override
    public float bias(int index) {
        return row(biases, index)[0];
    }

    private static float[] row(Parameter parameter, int index) {
        try (NDArray row = parameter.getArray().get(index)) {
            return row.toFloatArray();
        }
    }
}
