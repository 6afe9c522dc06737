package org.residual.training;

/**
 * How a network is trained.
 *
 * @param epochs how often each image is seen
 * @param batchSize images a step
 * @param learningRate of Adam at its highest, from which it falls to 0 along a cosine
 * @param distortion what is done to an image each time before it is seen
 * @param seed of the initial weights, the order of the images, the distortions and the dropout; the same seed gives the
 *     same weights to the bit where the engine has as many threads: how it splits a sum decides how the sum is rounded
 */
record TrainingPlan(int epochs, int batchSize, float learningRate, Distortion distortion, int seed) {
    TrainingPlan {
        require(epochs >= 1, "There must be at least 1 epoch, not " + epochs + ".");
        require(batchSize >= 1, "A step takes at least 1 image, not " + batchSize + ".");
        require(
                learningRate > 0 && Float.isFinite(learningRate),
                "The learning rate must be a positive number, not " + learningRate + ".");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
