package org.residual.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.nio.ByteBuffer;
import org.residual.nn.ComputeDevice;
import org.residual.nn.InputMemory;
import org.residual.nn.Network;

/** Random images in memory of the processor, where a predictor has its batch. */
final class InputImages implements AutoCloseable {
    private final ComputeDevice device;
    private final InputMemory memory;
    private final ByteBuffer input;
    private final Shape shape;

    /**
     * @param device where the networks lie
     * @param count how many
     */
    InputImages(ComputeDevice device, int count) {
        this.device = device;
        this.memory = new InputMemory(device);
        this.shape = new Shape(count, 3, DocumentedNetwork.SIDE, DocumentedNetwork.SIDE);
        this.input = memory.ofSize(Math.toIntExact(Float.BYTES * shape.size()));
        try (NDManager scope = ComputeDevice.CPU.newManager()) {
            input.asFloatBuffer().put(DocumentedNetwork.images(scope, count).toFloatArray());
        }
    }

    /** A forward pass that leaves nothing of itself in memory. */
    float[] through(Network network) {
        try (NDManager scope = device.newManager()) {
            NDArray images = scope.create(input.rewind(), shape, DataType.FLOAT32);
            return network.forward(new ParameterStore(scope, false), new NDList(images), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
