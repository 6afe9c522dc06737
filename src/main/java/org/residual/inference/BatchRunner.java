package org.residual.inference;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.residual.engine.ImageBatch;
import org.residual.engine.PreparedNetwork;
import org.residual.image.NormalizedImage;
import org.residual.nn.ComputeDevice;
import org.residual.nn.InputMemory;

/**
 * Runs networks over batches, one at a time.
 */
final class BatchRunner implements AutoCloseable {
    private final InputMemory memory;

    /**
     * @param device where the networks lie that are run
     */
    BatchRunner(ComputeDevice device) {
        this.memory = new InputMemory(device);
    }

    /**
     * @param network to run
     * @param batch images of equal size, at least one
     * @return the predictions, in the order of the images
     * @throws InvalidAnswerException if the network answers something that is no log-probability
     */
    List<Prediction> run(PreparedNetwork network, List<NormalizedImage> batch) {
        NormalizedImage first = batch.get(0);
        int height = first.height();
        int width = first.width();
        ByteBuffer input = memory.ofSize(ImageBatch.bytes(batch.size(), height, width));
        FloatBuffer values = input.asFloatBuffer();
        batch.forEach(image -> image.writeTo(values));
        return predictions(network.logProbabilities(new ImageBatch(input, batch.size(), height, width)), batch.size());
    }

    @Override
    public void close() {
        memory.close();
    }

    private static List<Prediction> predictions(float[] answer, int images) {
        for (float value : answer) {
            if (!Float.isFinite(value)) {
                throw new InvalidAnswerException("The network answered " + value + ", which is no log-probability.");
            }
        }
        int classes = answer.length / images;
        List<Prediction> predictions = new ArrayList<>(images);
        for (int start = 0; start < answer.length; start += classes) {
            float[] row = new float[classes];
            System.arraycopy(answer, start, row, 0, classes);
            predictions.add(new Prediction(row));
        }
        return predictions;
    }
}
