package org.residual.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.residual.image.ImageTensor;
import org.residual.nn.ComputeDevice;
import org.residual.nn.InputMemory;
import org.residual.nn.Network;

/**
 * Runs networks over batches, one at a time.
 */
final class BatchRunner implements AutoCloseable {
    private final ComputeDevice device;
    private final InputMemory memory;

    /**
     * @param device where the networks lie that are run
     */
    BatchRunner(ComputeDevice device) {
        this.device = device;
        this.memory = new InputMemory(device);
    }

    /**
     * @param network to run
     * @param batch images of equal size, at least one
     * @return the predictions, in the order of the images
     * @throws InvalidAnswerException if the network answers something that is no log-probability
     */
    List<Prediction> run(Network network, List<ImageTensor> batch) {
        ImageTensor first = batch.get(0);
        Shape shape = new Shape(batch.size(), 3, first.height(), first.width());
        try (NDManager scope = device.newManager()) {
            NDArray input =
                    scope.create(fill(batch, Math.toIntExact(Float.BYTES * shape.size())), shape, DataType.FLOAT32);
            float[] answer = network.forward(new ParameterStore(scope, false), new NDList(input), false)
                    .singletonOrThrow()
                    .toFloatArray();
            return predictions(answer, network.configuration().classes());
        }
    }

    /**
     * The engine takes a direct buffer as it is, or copies it to a GPU. Either way the network is done with it when it has
     * answered.
     */
    private ByteBuffer fill(List<ImageTensor> batch, int bytes) {
        ByteBuffer input = memory.ofSize(bytes);
        FloatBuffer values = input.asFloatBuffer();
        batch.forEach(image -> values.put(image.values()));
        return input;
    }

    @Override
    public void close() {
        memory.close();
    }

    private static List<Prediction> predictions(float[] answer, int classes) {
        for (float value : answer) {
            if (!Float.isFinite(value)) {
                throw new InvalidAnswerException("The network answered " + value + ", which is no log-probability.");
            }
        }
        List<Prediction> predictions = new ArrayList<>(answer.length / classes);
        for (int start = 0; start < answer.length; start += classes) {
            float[] row = new float[classes];
            System.arraycopy(answer, start, row, 0, classes);
            predictions.add(new Prediction(row));
        }
        return predictions;
    }
}
