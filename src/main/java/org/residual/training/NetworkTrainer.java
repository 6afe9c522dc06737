package org.residual.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.Random;
import org.residual.background.Interruption;
import org.residual.image.pixel.RgbImage;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.Calibration;
import org.residual.nn.Network;
import org.residual.nn.device.ComputeDevice;
import org.residual.training.data.CalibrationImages;
import org.residual.training.data.InterruptedTrainingException;
import org.residual.training.data.LabelledImages;
import org.residual.training.data.TrainingData;
import org.residual.training.optimizer.Optimizer;
import org.residual.training.optimizer.ParameterVector;
import org.residual.training.report.Epoch;
import org.residual.training.report.Evaluation;

/** Trains a network on labelled images by stochastic gradient descent on the negative log-likelihood. */
final class NetworkTrainer implements AutoCloseable {
    /** The largest norm of the gradient of all parameters together. */
    private static final double LONGEST_GRADIENT = 1;
    /** Enough images to estimate the statistics of all within a few per cent of a standard deviation. */
    private static final int CALIBRATION_IMAGES = 512;
    /** After an epoch: enough to compare epochs, and a small part of an epoch's time. */
    private static final int CALIBRATION_IMAGES_OF_AN_EPOCH = 128;
    /** PyTorch's own constant, in {@code clip_grad_norm_}. */
    private static final double CLIP_EPSILON = 1e-6;

    private final TrainingPlan plan;
    private final boolean calibrated;
    private final TrainingListener listener;
    private final Interruption interruption;
    private final TrainingInput input;

    /**
     * @param plan of the training
     * @param preprocessing that turns the cached pixels into values, in training as in serving
     * @param calibrated whether the network will be served with fixed statistics of the training images, and so is
     *     evaluated with them
     * @param listener is called after every epoch
     * @param interruption ends the training
     */
    NetworkTrainer(
            TrainingPlan plan,
            Preprocessing preprocessing,
            boolean calibrated,
            TrainingListener listener,
            Interruption interruption) {
        this.calibrated = calibrated;
        this.plan = plan;
        this.listener = listener;
        this.interruption = interruption;
        this.input = new TrainingInput(preprocessing, plan.augmentation().augmentation());
    }

    /**
     * @param network its parameters set, to be trained
     * @param owner of the training's memory
     * @return the initial state of this network's training
     */
    TrainingState begin(Network network, NDManager owner) {
        ParameterVector weights = ParameterVector.of(network, owner);
        Optimizer optimizer = plan.optimizer().of(weights.values(), owner, plan.weightDecay());
        return new TrainingState(weights, optimizer, owner);
    }

    /**
     * Trains the remaining epochs, and leaves the network with the weights of the best one.
     *
     * @param network to train
     * @param state of its training
     * @param data to train with
     * @throws IllegalArgumentException if the images are too small for the network, or the training fails
     * @throws IOException if the listener cannot write
     */
    void train(Network network, TrainingState state, TrainingData data) throws IOException {
        RgbImage first = data.training().image(0);
        // Also for batches that are normalised together: the last one may be a single image.
        network.configuration().requireLargeEnough(1, first.height(), first.width());
        for (int epoch = state.epochs().size() + 1; epoch <= plan.epochs() && !hasSettled(state); epoch++) {
            long start = System.nanoTime();
            double loss = trainEpoch(network, state, data.training(), epoch);
            Evaluation evaluation = evaluateAsServed(network, data);
            double seconds = (System.nanoTime() - start) / 1e9;
            double learningRate = learningRate((long) epoch * stepsPerEpoch(data.training()) - 1, data.training());
            state.add(new Epoch(epoch, loss, evaluation.loss(), evaluation.accuracy(), learningRate, seconds));
            listener.epochEnded(state);
        }
        state.takeBestWeights();
    }

    private Evaluation evaluateAsServed(Network network, TrainingData data) throws IOException {
        if (data.validation().isEmpty()) {
            return evaluate(network, data.validation());
        }
        try (NDManager owner = ComputeDevice.CPU.newManager()) {
            Network served = served(network, data.training(), CALIBRATION_IMAGES_OF_AN_EPOCH, owner);
            return evaluate(served, data.validation());
        }
    }

    /**
     * @param network after the training
     * @param training images
     * @param owner of the new arrays
     * @return the network to be served: itself, or with fixed statistics
     * @throws IOException if the images cannot be read
     */
    Network served(Network network, LabelledImages training, NDManager owner) throws IOException {
        return served(network, training, CALIBRATION_IMAGES, owner);
    }

    private Network served(Network network, LabelledImages training, int most, NDManager owner) throws IOException {
        if (!calibrated) {
            return network;
        }
        LabelledImages some = training.shuffled(new Random(plan.seed())).range(0, Math.min(most, training.size()));
        return Calibration.calibrated(network, new CalibrationImages(some, plan.batchSize(), input::of), owner);
    }

    private boolean hasSettled(TrainingState state) {
        return plan.patience() > 0 && state.epochsWithoutBetterAccuracy() >= plan.patience();
    }

    private int stepsPerEpoch(LabelledImages training) {
        return (training.size() + plan.batchSize() - 1) / plan.batchSize();
    }

    private long steps(LabelledImages training) {
        return (long) plan.epochs() * stepsPerEpoch(training);
    }

    private double learningRate(long step, LabelledImages training) {
        return plan.learningRate() * plan.schedule().factor(step, steps(training));
    }

    private double trainEpoch(Network network, TrainingState state, LabelledImages training, int epoch)
            throws IOException {
        // Of its own for every epoch: a training that is resumed draws what it would have drawn.
        Random random = new Random((long) plan.seed() << Integer.SIZE | epoch);
        Engine.getInstance().setRandomSeed(random.nextInt());
        LabelledImages shuffled = training.shuffled(random);
        long step = (long) (epoch - 1) * stepsPerEpoch(training);
        double total = 0;
        for (int from = 0; from < shuffled.size(); from += plan.batchSize()) {
            interruption.check(InterruptedTrainingException::new);
            LabelledImages batch = shuffled.range(from, Math.min(from + plan.batchSize(), shuffled.size()));
            total += batch.size() * gradient(network, state.weights(), batch, random);
            double factor = LONGEST_GRADIENT / (length(state.weights()) + CLIP_EPSILON);
            if (!Double.isFinite(factor) || factor == 0 || !Double.isFinite(total)) {
                throw new IllegalArgumentException("The loss is no longer a number: try a lower learning rate.");
            }
            double momentum = plan.schedule().momentum(step, steps(training));
            state.optimizer().step(step + 1, learningRate(step, training), momentum, Math.min(factor, 1));
            step++;
            listener.stepEnded(epoch, from + batch.size(), shuffled.size());
        }
        return total / shuffled.size();
    }

    /** The loss; the weights hold the gradient afterwards. */
    private double gradient(Network network, ParameterVector weights, LabelledImages batch, Random random) {
        try (NDManager scope = ComputeDevice.CPU.newManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray logProbabilities = network.forward(
                            weights.during(scope), new NDList(input.augmented(batch, random, scope)), true)
                    .singletonOrThrow();
            // In the engine's own memory, since it is kept for the backward pass.
            NDArray labels =
                    scope.create(batch.labels(), new Shape(batch.size(), 1)).toType(DataType.INT64, true);
            NDArray loss = logProbabilities.gather(labels, 1).mean().neg();
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    private static double length(ParameterVector weights) {
        try (NDArray gradient = weights.values().getGradient();
                NDArray exact = gradient.toType(DataType.FLOAT64, true);
                NDArray squares = exact.muli(exact).sum()) {
            return Math.sqrt(squares.getDouble());
        }
    }

    /**
     * @param network its parameters set
     * @param images with known classes
     * @return its evaluation on them
     */
    Evaluation evaluate(Network network, LabelledImages images) {
        int[] answers = new int[images.size()];
        float[] logProbabilities = new float[images.size()];
        double loss = 0;
        for (int from = 0; from < images.size(); from += plan.batchSize()) {
            interruption.check(InterruptedTrainingException::new);
            LabelledImages batch = images.range(from, Math.min(from + plan.batchSize(), images.size()));
            float[] row = predict(network, batch);
            int classes = row.length / batch.size();
            for (int i = 0; i < batch.size(); i++) {
                int best = 0;
                for (int label = 1; label < classes; label++) {
                    best = row[i * classes + label] > row[i * classes + best] ? label : best;
                }
                answers[from + i] = best;
                logProbabilities[from + i] = row[i * classes + best];
                loss -= row[i * classes + batch.label(i)];
            }
        }
        return new Evaluation(
                images.labels(), answers, logProbabilities, images.isEmpty() ? Double.NaN : loss / images.size());
    }

    /** [images, classes] in one row-major array. */
    private float[] predict(Network network, LabelledImages batch) {
        try (NDManager scope = ComputeDevice.CPU.newManager()) {
            return network.forward(new ParameterStore(scope, false), new NDList(input.of(batch, scope)), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    @Override
    public void close() {
        input.close();
    }
}
