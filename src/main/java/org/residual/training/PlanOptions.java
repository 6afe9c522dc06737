package org.residual.training;

import org.residual.training.augmentation.Augmentations;
import org.residual.training.optimizer.Optimizers;
import org.residual.training.optimizer.Schedule;
import picocli.CommandLine.Option;

/** How to train: the options of the plan. */
final class PlanOptions {
    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "30",
            description = "How often each image is seen at most.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64", description = "Images a step.")
    private int batchSize;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "0.002",
            description = "The learning rate at its highest.")
    private float learningRate;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "ADAM",
            description = "${COMPLETION-CANDIDATES}, with PyTorch's formulas; SGD with a momentum of 0.9.")
    private Optimizers optimizer;

    @Option(
            names = "--weight-decay",
            paramLabel = "N",
            defaultValue = "0.0001",
            description = "Added to the gradient; with ADAMW taken off the weights.")
    private float weightDecay;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            defaultValue = "COSINE",
            description = "Of the learning rate: ${COMPLETION-CANDIDATES}.")
    private Schedule schedule;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "0",
            description = "Stop after so many epochs without a higher validation accuracy; 0 for never.")
    private int patience;

    @Option(
            names = "--augmentation",
            paramLabel = "NAME",
            defaultValue = "DIGITS",
            description = "${COMPLETION-CANDIDATES}: turn and move images a little, crop and mirror them and change"
                    + " the light, or neither.")
    private Augmentations augmentation;

    @Option(names = "--no-distortion", description = "The same as --augmentation none.")
    private boolean undistorted;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed gives the same weights, on a processor of the same kind with as many threads.")
    private int seed;

    TrainingPlan plan() {
        return new TrainingPlan(
                epochs,
                batchSize,
                learningRate,
                optimizer,
                weightDecay,
                schedule,
                patience,
                undistorted ? Augmentations.NONE : augmentation,
                seed);
    }
}
