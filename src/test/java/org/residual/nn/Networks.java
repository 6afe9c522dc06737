package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.List;

/** Shared by the tests of the networks. */
public final class Networks {
    static final NetworkConfiguration DOCUMENTED_RESNET =
            new NetworkConfiguration(Architecture.RESNET, List.of(16, 32, 64, 128, 256), 10, 0.5, Statistics.IMAGE);
    static final NetworkConfiguration DOCUMENTED_CONVBNNET =
            new NetworkConfiguration(Architecture.CONVBNNET, List.of(10, 20, 40, 60, 80), 10, 0, Statistics.IMAGE);

    private Networks() {}

    public static NDArray array(NDManager manager, ReferenceNetwork.Tensor tensor) {
        long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
        return manager.create(tensor.toFloats(), new Shape(shape));
    }

    static Network load(NDManager manager, NetworkConfiguration configuration, ReferenceNetwork reference) {
        Network network = configuration.newNetwork();
        network.load(
                manager, (name, shape) -> array(manager, reference.weights().get(name)));
        return network;
    }

    /** Log-probabilities, [batch, classes] in one row-major array. */
    static float[] predict(Network network, NDArray images) {
        try (NDManager scope = images.getManager().newSubManager()) {
            images.attach(scope);
            NDArray answer = network.forward(new ParameterStore(scope, false), new NDList(images), false)
                    .singletonOrThrow();
            images.attach(scope.getParentManager());
            return answer.toFloatArray();
        }
    }
}
