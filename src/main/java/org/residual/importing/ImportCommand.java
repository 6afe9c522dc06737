package org.residual.importing;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.residual.calibration.ComparisonReport;
import org.residual.calibration.PreparedImages;
import org.residual.calibration.StatisticsComparison;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.Epsilon;
import org.residual.nn.device.TorchEngine;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: creates a version of a model from a PyTorch {@code state_dict} or an ONNX model. */
@Command(
        name = "import",
        description = "Import a network trained in PyTorch, or an ONNX model, as a version of a model.",
        showDefaultValues = true,
        sortOptions = false)
public final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "WEIGHTS",
            description =
                    "The network's state_dict, saved by torch.save or safetensors, or a checkpoint that contains it; "
                            + "or an image classifier exported to ONNX.")
    private Path weights;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            required = true,
            description = "The model's name: letters, digits, . _ -")
    private String model;

    @Option(
            names = "--known-answer",
            paramLabel = "FILE",
            description =
                    "A file of the same kinds with an input of the network, and PyTorch's log_probabilities for it.")
    private @Nullable Path knownAnswer;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "Prefix of this network's parameters, such as model.; it is removed, and other tensors are "
                    + "ignored. Default: the prefix that all names have.")
    private @Nullable String prefix;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "A file with one label per line, in the order of the classes.")
    private @Nullable Path labels;

    @Mixin
    private PreprocessingOptions images;

    @Mixin
    private EpsilonOptions epsilon;

    @Option(
            names = "--calibrate",
            paramLabel = "FOLDER",
            description = "For a network trained with the statistics of batches: keep fixed statistics of the images "
                    + "in this folder, some hundred of the training images. They may be in one folder per class.")
    private @Nullable Path calibrate;

    @Option(
            names = "--evaluate",
            paramLabel = "FOLDER",
            description =
                    "Show the accuracy with each kind of statistics on the images in this folder, with one folder "
                            + "per class. Default: the folder of --calibrate, if it has one folder per class.")
    private @Nullable Path evaluate;

    @Option(
            names = "--tolerance",
            paramLabel = "N",
            description = "Largest difference of a log-probability from the known answer. Default: 1e-5 or, if "
                    + "float32 rounds this network's answers by more, four times that.")
    private @Nullable Double tolerance;

    @Option(
            names = "--store",
            paramLabel = "FOLDER",
            defaultValue = "model-store",
            description = "The folder of the models.")
    private Path store;

    @Option(names = "--version", paramLabel = "N", description = "The version. Default: the next free one.")
    private @Nullable Long version;

    @Mixin
    private GraphOptions graph;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    private boolean help;

    /**
     * @return the exit code, 0
     * @throws IllegalArgumentException if the options are invalid
     * @throws InvalidModelException if the model cannot be served
     * @throws IOException if a file cannot be read or written
     */
    @Override
    public Integer call() throws IOException {
        importVersion(command.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private void importVersion(PrintWriter log) throws IOException {
        VersionFolder place =
                version == null ? VersionFolder.next(store, model) : VersionFolder.in(store, model, version);
        Path output = store.resolve(model).resolve(Long.toString(place.version()));
        if (Files.exists(output)) {
            throw new IllegalArgumentException(output + " exists already: omit --version for the next free one.");
        }
        Stream.of(weights, knownAnswer, labels).filter(Objects::nonNull).forEach(ImportCommand::requireFile);
        Preprocessing preprocessing = images.preprocessing();
        if (GraphImport.isGraph(weights)) {
            importGraph(place, preprocessing, log);
            tellWhere(output, log);
        } else {
            graph.requireNone();
            importStateDict(place, output, preprocessing, log);
        }
    }

    private void importStateDict(VersionFolder place, Path output, Preprocessing preprocessing, PrintWriter log)
            throws IOException {
        StateDict stateDict = StateDict.read(weights, prefix);
        ImportReport imported = new ImportReport(log);
        imported.tell(stateDict);
        Epsilon added = epsilon.epsilon();
        ExportedAnswer answers = knownAnswer == null ? null : ExportedAnswer.read(knownAnswer);
        // As in the service: each operation has one thread.
        TorchEngine.start(1);
        try (PreparedImages calibrating = images(calibrate, preprocessing, log);
                PreparedImages evaluating = images(evaluate, preprocessing, log)) {
            PreparedImages judging = PreparedImages.labelled(stateDict.network().classes(), calibrating, evaluating);
            VersionImport.Result result = new VersionImport(
                            stateDict, added, answers, labels, preprocessing, tolerance, calibrating, judging)
                    .into(place);
            imported.tell(result, answers, images.keepSize(), calibrate);
            ComparisonReport report =
                    new ComparisonReport(log, command.commandLine().getErr());
            StatisticsComparison comparison = result.comparison();
            if (judging != null && comparison != null) {
                report.table(comparison, judging.folder());
            }
            tellWhere(output, log);
            if (comparison != null) {
                report.warning(comparison, result.descriptor().network().statistics());
            }
        }
    }

    private void importGraph(VersionFolder place, Preprocessing preprocessing, PrintWriter log) throws IOException {
        if (prefix != null || epsilon.areGiven() || calibrate != null || evaluate != null) {
            throw new IllegalArgumentException("An ONNX model is served as it is: omit --prefix, --epsilon,"
                    + " --epsilon-added-to, --calibrate and --evaluate.");
        }
        ExportedAnswer answers = knownAnswer == null ? null : ExportedAnswer.read(knownAnswer);
        GraphImport.Result result =
                new GraphImport(weights, graph.signature(), answers, labels, preprocessing, tolerance).into(place);
        new GraphReport(log).tell(result, answers, NoiseImages.COUNT);
    }

    private void tellWhere(Path output, PrintWriter log) {
        log.printf(Locale.ROOT, "written to %s, for POST /models/%s/predict%n", output, model);
        log.flush();
    }

    private static @Nullable PreparedImages images(@Nullable Path folder, Preprocessing preprocessing, PrintWriter log)
            throws IOException {
        return folder == null ? null : PreparedImages.read(folder, preprocessing, log);
    }

    private static void requireFile(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    file + (Files.exists(file) ? " is not a readable file." : " does not exist."));
        }
    }
}
