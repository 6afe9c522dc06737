package org.residual.calibration;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.residual.nn.Calibration;
import org.residual.nn.Network;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.TorchEngine;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Labels;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.UnfinishedVersion;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code calibrate}: creates a version with fixed statistics from a version of a model. */
@Command(
        name = "calibrate",
        description =
                "Create a new version of a stored model with fixed statistics, computed from the images in a folder.",
        showDefaultValues = true,
        sortOptions = false)
public final class CalibrateCommand implements Callable<Integer> {
    private static final Pattern VERSION = Pattern.compile("(.+)/([0-9]{1,18})");
    /** Loads the existing version without serving it. */
    private static final int SINGLE_IMAGES = 1;

    @Spec
    private CommandSpec command;

    @Parameters(index = "0", paramLabel = "MODEL/VERSION", description = "The version, such as photos/1.")
    private String version;

    @Parameters(
            index = "1",
            paramLabel = "FOLDER",
            description = "Some hundred of the training images; they may be in one folder per class.")
    private Path folder;

    @Option(
            names = "--evaluate",
            paramLabel = "FOLDER",
            description = "Show the accuracy with each kind of statistics on the images in this folder, with one "
                    + "folder per class. Default: FOLDER, if it has one folder per class.")
    private @Nullable Path evaluate;

    @Option(
            names = "--store",
            paramLabel = "FOLDER",
            defaultValue = "model-store",
            description = "The folder of the models.")
    private Path store;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    private boolean help;

    /**
     * @return the exit code, 0
     * @throws IllegalArgumentException if the options are invalid
     * @throws InvalidModelException if the version cannot be served
     * @throws IOException if a file cannot be read or written
     */
    @Override
    public Integer call() throws IOException {
        calibrate(command.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private void calibrate(PrintWriter log) throws IOException {
        VersionFolder from = from();
        VersionFolder place = VersionFolder.next(store, from.model());
        // As in the service: each operation has one thread.
        TorchEngine.start(1);
        ModelDescriptor descriptor;
        try (ReadyVersion checked = new VersionLoader(SINGLE_IMAGES).load(from)) {
            descriptor = checked.descriptor();
        }
        try (PreparedImages images = PreparedImages.read(folder, descriptor.preprocessing(), log);
                PreparedImages others =
                        evaluate == null ? null : PreparedImages.read(evaluate, descriptor.preprocessing(), log);
                UnfinishedVersion unfinished = UnfinishedVersion.of(place);
                NDManager manager = ComputeDevice.CPU.newManager()) {
            PreparedImages judging = PreparedImages.labelled(descriptor.classes(), images, others);
            Network fixed = Calibration.calibrated(network(from, descriptor, manager), images, manager);
            Path labels = from.directory().resolve(Labels.NAME);
            if (Files.exists(labels)) {
                Files.write(unfinished.directory().resolve(Labels.NAME), Files.readAllBytes(labels));
            }
            KnownAnswer known = KnownAnswer.read(from.directory(), descriptor.classes());
            CalibratedVersion.Result written = new CalibratedVersion(fixed, descriptor, known).write(unfinished);
            ComparisonReport report =
                    new ComparisonReport(log, command.commandLine().getErr());
            StatisticsComparison comparison = judging == null ? null : StatisticsComparison.of(fixed, judging);
            unfinished.putInPlace();
            log.printf(Locale.ROOT, "statistics: fixed, those of the %d images in %s%n", images.size(), folder);
            if (comparison != null && judging != null) {
                report.table(comparison, judging.folder());
            }
            log.printf(
                    Locale.ROOT,
                    "written to %s%n",
                    store.resolve(place.model()).resolve(Long.toString(place.version())));
            log.flush();
            if (comparison != null) {
                report.warning(comparison, written.descriptor().network().statistics());
            }
        }
    }

    private VersionFolder from() {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + version + "' is not a valid version: use MODEL/VERSION, such as photos/1.");
        }
        VersionFolder from = VersionFolder.in(store, parts.group(1), Long.parseLong(parts.group(2)));
        if (!Files.isDirectory(from.directory())) {
            throw new IllegalArgumentException(from.directory() + " does not exist.");
        }
        return from;
    }

    private static Network network(VersionFolder from, ModelDescriptor descriptor, NDManager manager)
            throws IOException {
        Map<String, StoredTensor> weights = Safetensors.map(from.directory().resolve(VersionFolder.WEIGHTS));
        Network network = descriptor.network().newNetwork();
        network.load(
                manager,
                (name, shape) -> Objects.requireNonNull(weights.get(name), name).toFloat32(manager));
        return network;
    }
}
