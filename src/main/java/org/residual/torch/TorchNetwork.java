package org.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.residual.engine.ImageBatch;
import org.residual.engine.PreparedNetwork;
import org.residual.nn.ComputeDevice;
import org.residual.nn.Network;

/** A network of blocks whose parameters lie on a device. */
public final class TorchNetwork implements PreparedNetwork {
    private final Network network;
    private final ComputeDevice device;
    private final NDManager memory;

    TorchNetwork(Network network, ComputeDevice device, NDManager memory) {
        this.network = network;
        this.device = device;
        this.memory = memory;
    }

    /**
     * @return the blocks, prepared for inference
     */
    public Network blocks() {
        return network;
    }

    @Override
    public float[] logProbabilities(ImageBatch images) {
        Shape shape = new Shape(images.images(), ImageBatch.CHANNELS, images.height(), images.width());
        try (NDManager scope = device.newManager()) {
            // The engine takes a direct buffer as it is, or copies it to a GPU.
            NDArray input = scope.create(images.values(), shape, DataType.FLOAT32);
            return network.forward(new ParameterStore(scope, false), new NDList(input), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
