package org.residual.training;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.training.util.ProgressBar;
import java.io.PrintWriter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.residual.image.ImageTensor;
import org.residual.image.Preprocessing;
import org.residual.nn.Network;

/** Fits a network to labelled images by stochastic gradient descent (Adam) on the negative log-likelihood. */
final class NetworkTrainer {
    private static final float GRADIENT_CLIP = 1;
    private static final float WEIGHT_DECAY = 1e-4f;

    private final TrainingPlan plan;
    private final Preprocessing preprocessing;
    private final PrintWriter log;
    private final Random random;

    /**
     * @param plan how to train
     * @param preprocessing what is done to an image before the network sees it, in training as in serving
     * @param log where progress is told
     */
    NetworkTrainer(TrainingPlan plan, Preprocessing preprocessing, PrintWriter log) {
        this.plan = plan;
        this.preprocessing = preprocessing;
        this.log = log;
        this.random = new Random(plan.seed());
    }

    /**
     * @param network to train, not yet initialised; afterwards its parameters belong to the model
     * @param images what to learn
     * @param model owns the network
     * @return share of the validation images that are classified right; not a number if there are none
     * @throws IllegalArgumentException if the images are too small for the network, or the training comes to nothing
     */
    double train(Network network, LabelledImages images, Model model) {
        Engine.getInstance().setRandomSeed(plan.seed());
        model.setBlock(network);
        int stepsPerEpoch = (images.training().size() + plan.batchSize() - 1) / plan.batchSize();
        Tracker learningRate = Tracker.cosine()
                .setBaseValue(plan.learningRate())
                .optFinalValue(0)
                .setMaxUpdates(plan.epochs() * stepsPerEpoch)
                .build();
        Optimizer optimizer = Optimizer.adam()
                .optLearningRateTracker(learningRate)
                .optClipGrad(GRADIENT_CLIP)
                .optWeightDecays(WEIGHT_DECAY)
                .build();
        Loss negativeLogLikelihood = Loss.softmaxCrossEntropyLoss("loss", 1, -1, true, false);
        double accuracy = Double.NaN;
        try (Trainer trainer = model.newTrainer(new DefaultTrainingConfig(negativeLogLikelihood)
                .optOptimizer(optimizer)
                .optDevices(new Device[] {model.getNDManager().getDevice()}))) {
            ImageTensor first = preprocessing.apply(images.training().get(0).image());
            // Also where a batch is normalised together: the last one may be a single image.
            network.configuration().requireLargeEnough(1, first.height(), first.width());
            trainer.initialize(new Shape(1, 3, first.height(), first.width()));
            for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
                double loss = trainEpoch(trainer, images.training(), epoch);
                accuracy = accuracy(trainer, images.validation());
                if (!Double.isFinite(loss)) {
                    throw new IllegalArgumentException(
                            "The loss is no longer a number; a lower learning rate may help.");
                }
                String validated = images.validation().isEmpty()
                        ? ""
                        : String.format(Locale.ROOT, ", validation accuracy %.2f %%", 100 * accuracy);
                log.printf(Locale.ROOT, "epoch %d of %d: loss %.4f%s%n", epoch, plan.epochs(), loss, validated);
                log.flush();
            }
        }
        return accuracy;
    }

    private double trainEpoch(Trainer trainer, List<LabelledImage> training, int epoch) {
        List<LabelledImage> shuffled = new ArrayList<>(training);
        Collections.shuffle(shuffled, random);
        // Where no person looks on, in a file or a pipe, a bar would be a page of lines.
        ProgressBar progress = System.console() == null ? null : new ProgressBar("epoch " + epoch, shuffled.size());
        double total = 0;
        for (int start = 0; start < shuffled.size(); start += plan.batchSize()) {
            List<LabelledImage> batch = shuffled.subList(start, Math.min(start + plan.batchSize(), shuffled.size()));
            total += batch.size() * step(trainer, batch);
            if (progress != null) {
                progress.update(start + batch.size() - 1L);
            }
        }
        return total / shuffled.size();
    }

    private double step(Trainer trainer, List<LabelledImage> batch) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            List<LabelledImage> distorted = batch.stream()
                    .map(image -> new LabelledImage(plan.distortion().apply(image.image(), random), image.label()))
                    .toList();
            NDList data = new NDList(input(distorted, scope));
            NDList labels = new NDList(
                    scope.create(batch.stream().mapToInt(LabelledImage::label).toArray()));
            double loss;
            try (GradientCollector gradients = trainer.newGradientCollector()) {
                NDArray mean = trainer.getLoss().evaluate(labels, trainer.forward(data));
                gradients.backward(mean);
                loss = mean.getFloat();
            }
            trainer.step();
            return loss;
        }
    }

    private double accuracy(Trainer trainer, List<LabelledImage> images) {
        int right = 0;
        for (int start = 0; start < images.size(); start += plan.batchSize()) {
            List<LabelledImage> batch = images.subList(start, Math.min(start + plan.batchSize(), images.size()));
            try (NDManager scope = trainer.getManager().newSubManager()) {
                long[] answers = trainer.evaluate(new NDList(input(batch, scope)))
                        .singletonOrThrow()
                        .argMax(1)
                        .toLongArray();
                for (int i = 0; i < answers.length; i++) {
                    right += answers[i] == batch.get(i).label() ? 1 : 0;
                }
            }
        }
        return images.isEmpty() ? Double.NaN : (double) right / images.size();
    }

    /** [images, 3, height, width]. */
    private NDArray input(List<LabelledImage> images, NDManager manager) {
        List<ImageTensor> tensors =
                images.stream().map(image -> preprocessing.apply(image.image())).toList();
        ImageTensor first = tensors.get(0);
        FloatBuffer values = FloatBuffer.allocate(tensors.size() * first.values().length);
        tensors.forEach(tensor -> values.put(tensor.values()));
        return manager.create(values.flip(), new Shape(tensors.size(), 3, first.height(), first.width()));
    }
}
