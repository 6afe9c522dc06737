package org.residual.benchmarks;

import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import org.residual.engine.ImageBatch;
import org.residual.engine.PreparedNetwork;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.InputMemory;

/** Random images in host memory, where a predictor has its batch. */
final class InputImages implements AutoCloseable {
    private final InputMemory memory;
    private final ImageBatch images;

    /**
     * @param device of the networks
     * @param count how many
     */
    InputImages(ComputeDevice device, int count) {
        this.memory = new InputMemory(device);
        int side = DocumentedNetwork.SIDE;
        ByteBuffer values = memory.ofSize(ImageBatch.bytes(count, side, side));
        try (NDManager scope = ComputeDevice.CPU.newManager()) {
            values.asFloatBuffer().put(DocumentedNetwork.images(scope, count).toFloatArray());
        }
        this.images = new ImageBatch(values, count, side, side);
    }

    ImageBatch batch() {
        return images;
    }

    float[] through(PreparedNetwork network) {
        return network.logProbabilities(images);
    }

    @Override
    public void close() {
        memory.close();
    }
}
