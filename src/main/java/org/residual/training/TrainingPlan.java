package org.residual.training;

/**
 * How a network is trained.
 *
 * @param epochs how often each image is seen
 * @param batchSize images a step
 * @param learningRate of Adam at its highest, from which it falls to 0 along a cosine
 * @param distortion what is done to an image each time before it is seen
 * @param seed of the initial weights, the order of the images, the distortions and the dropout
 */
record TrainingPlan(int epochs, int batchSize, float learningRate, Distortion distortion, int seed) {}
