package org.residual.training;

import java.util.Locale;
import org.residual.training.augmentation.Augmentations;
import org.residual.training.optimizer.Optimizers;
import org.residual.training.optimizer.Schedule;

/**
 * The plan of a training.
 *
 * @param epochs most epochs
 * @param batchSize images per step
 * @param learningRate the highest
 * @param optimizer of the parameters
 * @param weightDecay strength of the pull of parameters towards 0
 * @param schedule of the learning rate
 * @param patience after how many epochs without a higher accuracy training stops; 0 for never
 * @param augmentation of an image each time before it is used
 * @param seed of the initial weights, the order of the images, the augmentation and the dropout; the same seed gives
 *     bit-identical weights if the engine has the same number of threads: how it splits a sum decides how the sum is
 *     rounded
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
        require(batchSize >= 1, "A step needs at least 1 image, not " + batchSize + ".");
        require(
                learningRate > 0 && Float.isFinite(learningRate),
                "The learning rate must be a positive number, not " + learningRate + ".");
        require(
                weightDecay >= 0 && Float.isFinite(weightDecay),
                "The weight decay must be 0 or a positive number, not " + weightDecay + ".");
        require(patience >= 0, "The patience must be 0 or a number of epochs, not " + patience + ".");
    }

    /** @return the plan as text */
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
