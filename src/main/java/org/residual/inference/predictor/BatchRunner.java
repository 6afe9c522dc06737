package org.residual.inference.predictor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.residual.engine.ExplainedAnswer;
import org.residual.engine.ImageBatch;
import org.residual.engine.PreparedNetwork;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.NormalizedImage;
import org.residual.inference.evidence.LocatedEvidence;
import org.residual.inference.request.Prediction;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.InputMemory;

/** Runs networks on batches, one at a time. */
final class BatchRunner implements AutoCloseable {
    private final InputMemory memory;

    /** @param device of the networks */
    BatchRunner(ComputeDevice device) {
        this.memory = new InputMemory(device);
    }

    /**
     * @param network to run
     * @param batch images of equal size, at least one
     * @param evidence the number of classes to explain, for each image; empty for no evidence
     * @return the predictions, in the order of the images
     * @throws InvalidAnswerException if the network returns an invalid log-probability
     */
    List<Prediction> run(PreparedNetwork network, List<NormalizedImage> batch, int[] evidence) {
        NormalizedImage first = batch.get(0);
        int height = first.height();
        int width = first.width();
        ByteBuffer input = memory.ofSize(ImageBatch.bytes(batch.size(), height, width));
        FloatBuffer values = input.asFloatBuffer();
        batch.forEach(image -> image.writeTo(values));
        ImageBatch images = new ImageBatch(input, batch.size(), height, width);
        if (evidence.length == 0) {
            return predictions(network.logProbabilities(images), batch.size(), image -> Optional.empty());
        }
        ExplainedAnswer answer = network.explained(images, evidence);
        Size tensor = new Size(height, width);
        return predictions(
                answer.logProbabilities(),
                batch.size(),
                image -> Optional.of(LocatedEvidence.inTensor(answer.evidence().get(image), tensor)));
    }

    @Override
    public void close() {
        memory.close();
    }

    private static List<Prediction> predictions(
            float[] answer, int images, IntFunction<Optional<LocatedEvidence>> evidence) {
        for (float value : answer) {
            if (!Float.isFinite(value)) {
                throw new InvalidAnswerException("The network answered " + value + ", which is not a log-probability.");
            }
        }
        int classes = answer.length / images;
        List<Prediction> predictions = new ArrayList<>(images);
        for (int image = 0; image < images; image++) {
            float[] row = new float[classes];
            System.arraycopy(answer, image * classes, row, 0, classes);
            predictions.add(new Prediction(row, evidence.apply(image)));
        }
        return predictions;
    }
}
