package org.residual.training;

import org.residual.training.augmentation.Augmentations;
import org.residual.training.optimizer.Optimizers;
import org.residual.training.optimizer.Schedule;
import picocli.CommandLine.Option;

/** The options for the plan of the training. */
final class PlanOptions {
    @Option(names = "--epochs", paramLabel = "N", defaultValue = "30", description = "Maximum number of epochs.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64", description = "Images per step.")
    private int batchSize;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "0.002",
            description = "The highest learning rate.")
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
            description = "Added to the gradient; with ADAMW subtracted from the weights.")
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
            description = "Stop after this many epochs without a higher validation accuracy; 0 for never.")
    private int patience;

    @Option(
            names = "--augmentation",
            paramLabel = "NAME",
            defaultValue = "DIGITS",
            description = "${COMPLETION-CANDIDATES}: rotate and shift images a little; crop and mirror them and "
                    + "change the light; or neither.")
    private Augmentations augmentation;

    @Option(names = "--no-distortion", description = "The same as --augmentation none.")
    private boolean undistorted;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed gives the same weights, on the same kind of CPU with the "
                    + "same number of threads.")
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
