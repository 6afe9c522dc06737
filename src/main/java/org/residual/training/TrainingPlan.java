package org.residual.training;

import java.util.Locale;
import org.residual.training.augmentation.Augmentations;
import org.residual.training.optimizer.Optimizers;
import org.residual.training.optimizer.Schedule;

/**
 * How a network is trained.
 *
 * @param epochs how often each image is seen at most
 * @param batchSize images a step
 * @param learningRate at its highest
 * @param optimizer what changes the parameters
 * @param weightDecay how strongly parameters are drawn to 0
 * @param schedule how the learning rate changes
 * @param patience after how many epochs without a higher accuracy training stops; 0 for never
 * @param augmentation what is done to an image each time before it is seen
 * @param seed of the initial weights, the order of the images, the augmentation and the dropout; the same seed gives the
 *     same weights to the bit where the engine has as many threads: how it splits a sum decides how the sum is rounded
 */
record TrainingPlan(
        int epochs,
        int batchSize,
        float learningRate,
        Optimizers optimizer,
        float weightDecay,
        Schedule schedule,
        int patience,
        Augmentations augmentation,
        int seed) {
    TrainingPlan {
        require(epochs >= 1, "There must be at least 1 epoch, not " + epochs + ".");
        require(batchSize >= 1, "A step takes at least 1 image, not " + batchSize + ".");
        require(
                learningRate > 0 && Float.isFinite(learningRate),
                "The learning rate must be a positive number, not " + learningRate + ".");
        require(
                weightDecay >= 0 && Float.isFinite(weightDecay),
                "The weight decay must be 0 or a positive number, not " + weightDecay + ".");
        require(patience >= 0, "The patience must be 0 or a number of epochs, not " + patience + ".");
    }

    /**
     * @return it in words, to be read
     */
    String describe() {
        return String.format(
                        Locale.ROOT,
                        "%d epochs, batches of %d, %s, learning rate %s, weight decay %s, schedule %s, augmentation %s, seed %d",
                        epochs,
                        batchSize,
                        optimizer,
                        learningRate,
                        weightDecay,
                        schedule,
                        augmentation,
                        seed)
                .toLowerCase(Locale.ROOT);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
