package org.residual.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.residual.background.Interruption;
import org.residual.image.ScratchFile;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.TorchEngine;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFolder;
import org.residual.training.data.InterruptedTrainingException;
import org.residual.training.data.PixelCache;
import org.residual.training.data.TrainingData;
import org.residual.training.report.EpochTable;
import org.residual.training.report.Evaluation;
import org.residual.training.report.TrainingReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: creates a version of a model from labelled images. */
@Command(
        name = "train",
        description = "Train a network on labelled images and write it as a version of a model.",
        showDefaultValues = true,
        sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
    /** The shell's exit code after SIGINT. */
    private static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec command;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            required = true,
            description = "The version's folder, such as model-store/digits/1; must not exist.")
    private Path output;

    @Mixin
    private NetworkOptions network;

    @Mixin
    private PlanOptions plan;

    @Option(names = "--resume", description = "Resume the same interrupted command after its last complete epoch.")
    private boolean resumed;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the epochs to this file, one line each.")
    private @Nullable Path csv;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write an HTML page: curves, accuracy by class, confusion matrix, most confident mistakes.")
    private @Nullable Path report;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that share an operation. Default: the number of CPUs.")
    private @Nullable Integer threads;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    private boolean help;

    /**
     * @return the exit code: 0, or 130 if the training was interrupted
     * @throws IllegalArgumentException if the options are invalid
     * @throws InvalidModelException if the trained network cannot be served
     * @throws IOException if a file cannot be read or written
     */
    @Override
    public Integer call() throws IOException {
        try (Interruption interruption = Interruption.guard()) {
            return train(interruption);
        }
    }

    private int train(Interruption interruption) throws IOException {
        try {
            train(command.commandLine().getOut(), interruption);
            return CommandLine.ExitCode.OK;
        } catch (InterruptedTrainingException e) {
            // While the end of the JVM is delayed: afterwards it may end before the message.
            PrintWriter err = command.commandLine().getErr();
            err.println(e.getMessage() + " After the first epoch, the same command with --resume continues.");
            err.flush();
            return INTERRUPTED;
        }
    }

    private void train(PrintWriter log, Interruption interruption) throws IOException {
        VersionFolder place = VersionFolder.at(output);
        if (Files.exists(output)) {
            throw new IllegalArgumentException(output + " exists already; choose the next version.");
        }
        TrainingPlan how = plan.plan();
        startEngine();
        StartingPoint start = network.startingPoint();
        Preprocessing preprocessing = data.preprocessing(start);
        // Before a long read, to check the options; the number of classes is not known yet.
        network.descriptor(start, preprocessing, 1);
        try (Checkpoint checkpoint = Checkpoint.of(place);
                PixelCache cache = PixelCache.in(
                        ScratchFile.defaultFolder(), preprocessing.outputSize().orElseThrow())) {
            requireNoneUnlessResumed(checkpoint);
            TrainingData images = data.read(cache, preprocessing, how.seed(), interruption, log);
            tell(images, log);
            ModelDescriptor descriptor =
                    network.descriptor(start, preprocessing, images.labels().size());
            String begunWith = how + ", " + descriptor + ", " + network.beginning() + ", " + images.fingerprint();
            TrainingLog epochs = new TrainingLog(log, how.epochs(), checkpoint, begunWith);
            try (NDManager owner = ComputeDevice.CPU.newManager();
                    NetworkTrainer trainer = new NetworkTrainer(
                            how, preprocessing, descriptor.statistics() == Statistics.FIXED, epochs, interruption)) {
                Network trained =
                        trained(trainer, initialized(descriptor, start, images, owner), images, epochs, owner);
                new TrainedVersion(descriptor, trained, images, how.seed()).write(place, interruption);
            }
            checkpoint.remove();
        }
        log.println("written to " + output);
        log.flush();
    }

    private void startEngine() {
        if (threads != null && threads < 1) {
            throw new IllegalArgumentException("There must be at least 1 thread, not " + threads + ".");
        }
        TorchEngine.start(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    }

    private void requireNoneUnlessResumed(Checkpoint checkpoint) {
        if (checkpoint.exists() && !resumed) {
            throw new IllegalArgumentException("There is an interrupted training in " + checkpoint.folder()
                    + ": continue it with --resume, or remove that folder to start again.");
        }
    }

    private static void tell(TrainingData images, PrintWriter log) {
        log.printf(
                Locale.ROOT,
                "%d images for training, %d for validation, %d classes%n",
                images.training().size(),
                images.validation().size(),
                images.labels().size());
        log.flush();
    }

    private Network initialized(
            ModelDescriptor descriptor, @Nullable StartingPoint start, TrainingData images, NDManager owner) {
        NetworkConfiguration configured = descriptor.network();
        // Statistics that will be fixed are those of each batch in training.
        Statistics statistics =
                configured.statistics() == Statistics.FIXED ? Statistics.BATCH : configured.statistics();
        Network fresh = configured.with(statistics).newNetwork();
        Engine.getInstance().setRandomSeed(plan.plan().seed());
        fresh.initialize(owner, DataType.FLOAT32, new Shape(1));
        if (start != null) {
            start.copyInto(fresh, images.labels());
        }
        return fresh;
    }

    private Network trained(
            NetworkTrainer trainer, Network learner, TrainingData images, TrainingLog log, NDManager owner)
            throws IOException {
        TrainingState state = trainer.begin(learner, owner);
        if (resumed) {
            log.checkpoint().readInto(log.plan(), state);
            log.out()
                    .printf(
                            Locale.ROOT,
                            "resumed after epoch %d%n",
                            state.epochs().size());
            log.out().flush();
        }
        try {
            trainer.train(learner, state, images);
        } catch (IllegalArgumentException e) {
            // Resuming would fail again.
            log.checkpoint().remove();
            throw e;
        }
        Network served = trainer.served(learner, images.training(), owner);
        if (csv != null) {
            EpochTable.write(csv, state.epochs());
        }
        if (report != null) {
            writeReport(report, state, images, served, trainer.evaluate(served, images.validation()));
        }
        return served;
    }

    private void writeReport(Path file, TrainingState state, TrainingData images, Network served, Evaluation evaluation)
            throws IOException {
        VersionFolder place = VersionFolder.at(output);
        NetworkConfiguration configuration = served.configuration();
        String settings = String.format(
                        Locale.ROOT,
                        "%s %s, statistics %s, %d images, ",
                        configuration.architecture(),
                        configuration.channels(),
                        configuration.statistics(),
                        images.training().size())
                .toLowerCase(Locale.ROOT);
        new TrainingReport(
                        place.model() + ", version " + place.version(),
                        settings + plan.plan().describe(),
                        state.epochs(),
                        state.bestEpoch(),
                        images.validation(),
                        images.labels(),
                        evaluation)
                .write(file);
    }
}
