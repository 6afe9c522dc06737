package org.residual.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.IntStream;
import org.residual.inference.Prediction;
import org.residual.inference.UploadedImage;
import org.residual.store.ReadyVersion;

/**
 * The answer to a request for predictions.
 *
 * @param model the model that answered
 * @param version the version of it that answered
 * @param predictions one for each image, in the order sent
 */
record PredictResponse(String model, long version, List<ImagePrediction> predictions) {

    /**
     * @param filename as it was sent
     * @param argmax the most probable class
     * @param label its name; absent if the model has no labels
     * @param logProbabilities of all classes, in their order
     * @param top the most probable classes, if asked for
     */
    record ImagePrediction(String filename, int argmax, String label, float[] logProbabilities, List<TopClass> top) {}

    /**
     * @param index the class
     * @param label its name; absent if the model has no labels
     * @param logProbability the logarithm of its probability
     * @param probability from 0 to 1
     */
    record TopClass(@JsonProperty("class") int index, String label, float logProbability, double probability) {}

    static PredictResponse of(
            ReadyVersion version, List<UploadedImage> images, List<Prediction> predictions, Integer topK) {
        return new PredictResponse(
                version.model(),
                version.number(),
                IntStream.range(0, images.size())
                        .mapToObj(i -> imagePrediction(version, images.get(i).name(), predictions.get(i), topK))
                        .toList());
    }

    private static ImagePrediction imagePrediction(
            ReadyVersion version, String name, Prediction prediction, Integer topK) {
        return new ImagePrediction(
                name,
                prediction.argmax(),
                label(version, prediction.argmax()),
                prediction.logProbabilities(),
                topK == null
                        ? null
                        : prediction.top(topK).stream()
                                .map(index ->
                                        topClass(version, index, prediction.logProbabilities()[index]))
                                .toList());
    }

    private static TopClass topClass(ReadyVersion version, int index, float logProbability) {
        return new TopClass(index, label(version, index), logProbability, Math.exp(logProbability));
    }

    private static String label(ReadyVersion version, int index) {
        return version.labels().isEmpty() ? null : version.labels().get(index);
    }
}
