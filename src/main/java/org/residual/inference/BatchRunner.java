package org.residual.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.residual.image.ImageTensor;
import org.residual.image.Size;
import org.residual.nn.Network;
import org.residual.nn.Statistics;

/** Runs a network over images, in batches of images of equal size. */
final class BatchRunner {
    private final int largestBatch;

    /**
     * @param largestBatch how many images are run at once at most, where the network does not look at all together
     */
    BatchRunner(int largestBatch) {
        this.largestBatch = largestBatch;
    }

    /**
     * @param network to run
     * @param images of any sizes; of one size where the network normalises over all together
     * @return the predictions, in the order of the images
     * @throws InvalidAnswerException if the network answers something that is no log-probability
     */
    List<Prediction> run(Network network, List<ImageTensor> images) {
        int atOnce = network.configuration().statistics() == Statistics.BATCH ? images.size() : largestBatch;
        Prediction[] predictions = new Prediction[images.size()];
        for (List<Integer> sameSize : bySize(images).values()) {
            for (int start = 0; start < sameSize.size(); start += atOnce) {
                List<Integer> batch = sameSize.subList(start, Math.min(start + atOnce, sameSize.size()));
                float[][] answers =
                        forward(network, batch.stream().map(images::get).toList());
                for (int i = 0; i < answers.length; i++) {
                    predictions[batch.get(i)] = new Prediction(answers[i]);
                }
            }
        }
        return List.of(predictions);
    }

    private static Map<Size, List<Integer>> bySize(List<ImageTensor> images) {
        Map<Size, List<Integer>> indices = new LinkedHashMap<>();
        IntStream.range(0, images.size()).forEach(i -> {
            ImageTensor image = images.get(i);
            indices.computeIfAbsent(new Size(image.height(), image.width()), size -> new ArrayList<>())
                    .add(i);
        });
        return indices;
    }

    private static float[][] forward(Network network, List<ImageTensor> batch) {
        ImageTensor first = batch.get(0);
        FloatBuffer values = FloatBuffer.allocate(batch.size() * first.values().length);
        batch.forEach(image -> values.put(image.values()));
        Shape shape = new Shape(batch.size(), 3, first.height(), first.width());
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray input = scope.create(values.flip(), shape);
            float[] answer = network.forward(new ParameterStore(scope, false), new NDList(input), false)
                    .singletonOrThrow()
                    .toFloatArray();
            return rows(answer, batch.size());
        }
    }

    private static float[][] rows(float[] answer, int count) {
        int classes = answer.length / count;
        float[][] rows = new float[count][classes];
        for (int i = 0; i < answer.length; i++) {
            if (!Float.isFinite(answer[i])) {
                throw new InvalidAnswerException(
                        "The network answered " + answer[i] + ", which is no log-probability.");
            }
            rows[i / classes][i % classes] = answer[i];
        }
        return rows;
    }
}
