package org.residual.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.residual.image.ImageRefusedException;
import org.residual.nn.Architecture;
import org.residual.nn.ComputeDevice;
import org.residual.nn.Network;
import org.residual.nn.Statistics;
import org.residual.nn.TorchEngine;
import org.residual.store.InvalidModelException;
import org.residual.store.ModelDescriptor;
import org.residual.store.VersionFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: from labelled images to a version of a model. */
@Command(
        name = "train",
        description = "Train a network on labelled images and write it as a version of a model.",
        showDefaultValues = true,
        sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
    /** As a shell has it for what SIGINT has ended. */
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

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            required = true,
            description = "${COMPLETION-CANDIDATES}, in any case.")
    private Architecture architecture;

    @Option(
            names = "--channels",
            paramLabel = "N",
            split = ",",
            required = true,
            description = "Channels after the first convolution and after each stage, such as 16,32,64,128.")
    private List<Integer> channels;

    @Option(names = "--dropout", paramLabel = "SHARE", defaultValue = "0", description = "Dropout of a resnet.")
    private double dropout;

    @Option(
            names = "--statistics",
            paramLabel = "NAME",
            defaultValue = "IMAGE",
            description = "${COMPLETION-CANDIDATES}: over what the layers normalise.")
    private Statistics statistics;

    @Mixin
    private PlanOptions plan;

    @Option(
            names = "--resume",
            description = "Go on after the last whole epoch of the same command, which was interrupted.")
    private boolean resumed;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the epochs to this file, a line each.")
    private Path csv;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write an HTML page: curves, accuracy by class, confusion matrix, most confident mistakes.")
    private Path report;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that share an operation; without it, one for each processor.")
    private Integer threads;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    private boolean help;

    /**
     * @return the exit code: 0, 1 if files cannot be read or written or the version would not be served, 2 if what the
     *     options ask for is not possible, 130 if the training was interrupted
     */
    @Override
    public Integer call() {
        try (Interruption interruption = Interruption.guard()) {
            train(command.commandLine().getOut(), interruption);
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException | ImageRefusedException e) {
            return fail(CommandLine.ExitCode.USAGE, e.getMessage());
        } catch (InvalidModelException e) {
            return fail(CommandLine.ExitCode.SOFTWARE, "The trained network would not be served: " + e.getMessage());
        } catch (IOException e) {
            return fail(CommandLine.ExitCode.SOFTWARE, sentence(e));
        } catch (UncheckedIOException e) {
            return fail(CommandLine.ExitCode.SOFTWARE, sentence(e.getCause()));
        } catch (InterruptedTrainingException e) {
            return fail(
                    INTERRUPTED, e.getMessage() + " After the first epoch, the same command with --resume goes on.");
        }
    }

    private static String sentence(IOException e) {
        String reason = e instanceof AccessDeniedException ? e.getMessage() + ": permission denied" : e.getMessage();
        if (e instanceof FileSystemException file && file.getReason() == null) {
            reason = file.getFile() + ": " + e.getClass().getSimpleName().replace("Exception", "");
        }
        return "A file cannot be read or written: " + reason + ".";
    }

    private int fail(int exitCode, String sentence) {
        PrintWriter err = command.commandLine().getErr();
        err.println(sentence);
        err.flush();
        return exitCode;
    }

    private void train(PrintWriter log, Interruption interruption) throws IOException {
        VersionFolder place = VersionFolder.at(output);
        if (Files.exists(output)) {
            throw new IllegalArgumentException(output + " exists already; choose the next version.");
        }
        if (statistics == Statistics.FIXED) {
            throw new IllegalArgumentException("--statistics must be image or batch, not fixed: a network learns with"
                    + " the statistics of what it sees.");
        }
        TrainingPlan how = plan.plan();
        // Before a long read, for what is wrong with the options; the number of classes is not known yet.
        descriptor(1);
        try (Checkpoint checkpoint = Checkpoint.of(place);
                PixelCache cache = data.cache()) {
            if (checkpoint.exists() && !resumed) {
                throw new IllegalArgumentException("An interrupted training lies in " + checkpoint.folder()
                        + ": go on with it by --resume, or remove that folder to start anew.");
            }
            TrainingData images = data.read(cache, how.seed(), interruption, log);
            log.printf(
                    Locale.ROOT,
                    "%d images to train with, %d to validate with, %d classes%n",
                    images.training().size(),
                    images.validation().size(),
                    images.labels().size());
            log.flush();
            TorchEngine.start(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
            ModelDescriptor descriptor = descriptor(images.labels().size());
            try (NDManager owner = ComputeDevice.CPU.newManager()) {
                Network network = trained(descriptor, images, how, checkpoint, owner, interruption, log);
                new TrainedVersion(descriptor, network, images, how.seed()).write(place, interruption);
            }
            checkpoint.remove();
        }
        log.println("written to " + output);
        log.flush();
    }

    private ModelDescriptor descriptor(int classes) {
        return new ModelDescriptor(architecture, channels, classes, dropout, statistics, data.preprocessing(), null);
    }

    private Network trained(
            ModelDescriptor descriptor,
            TrainingData images,
            TrainingPlan how,
            Checkpoint checkpoint,
            NDManager owner,
            Interruption interruption,
            PrintWriter log)
            throws IOException {
        Network network = descriptor.network().newNetwork();
        Engine.getInstance().setRandomSeed(how.seed());
        network.initialize(owner, DataType.FLOAT32, new Shape(1));
        String begunWith = how + ", " + descriptor + ", " + images.fingerprint();
        TrainingLog epochs = new TrainingLog(log, how.epochs(), checkpoint, begunWith);
        try (NetworkTrainer trainer = new NetworkTrainer(how, descriptor.preprocessing(), epochs, interruption)) {
            TrainingState state = trainer.begin(network, owner);
            if (resumed) {
                checkpoint.readInto(begunWith, state);
                log.printf(
                        Locale.ROOT, "resumed after epoch %d%n", state.epochs().size());
                log.flush();
            }
            train(trainer, network, state, images, checkpoint);
            tell(trainer, network, state, images, how);
        }
        return network;
    }

    private void tell(
            NetworkTrainer trainer, Network network, TrainingState state, TrainingData images, TrainingPlan how)
            throws IOException {
        if (csv != null) {
            EpochTable.write(csv, state.epochs());
        }
        if (report != null) {
            VersionFolder place = VersionFolder.at(output);
            String learner = "%s %s, %d images"
                    .formatted(
                            architecture.name().toLowerCase(Locale.ROOT),
                            channels,
                            images.training().size());
            new TrainingReport(
                            place.model() + ", version " + place.version(),
                            learner + ", " + how.describe(),
                            state.epochs(),
                            state.bestEpoch(),
                            images.validation(),
                            images.labels(),
                            trainer.evaluate(network, images.validation()))
                    .write(report);
        }
    }

    private static void train(
            NetworkTrainer trainer, Network network, TrainingState state, TrainingData images, Checkpoint checkpoint)
            throws IOException {
        try {
            trainer.train(network, state, images);
        } catch (IllegalArgumentException e) {
            // It would come to nothing again.
            checkpoint.remove();
            throw e;
        }
    }
}
