package org.residual.importing;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.residual.calibration.ComparisonReport;
import org.residual.calibration.PreparedImages;
import org.residual.calibration.StatisticsComparison;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.CenterCrop;
import org.residual.image.preprocessing.ColorMode;
import org.residual.image.preprocessing.Interpolation;
import org.residual.image.preprocessing.Normalize;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;
import org.residual.nn.Epsilon;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.nn.device.TorchEngine;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;
import org.residual.store.file.VersionFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: from a PyTorch {@code state_dict} to a version of a model. */
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
                    "The network's state_dict, as torch.save or safetensors has saved it, or a checkpoint that holds it;"
                            + " or any image classifier that was exported to ONNX.")
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
                    "A file of the same kinds with an input as the network sees it, and the log_probabilities that"
                            + " PyTorch gives for it.")
    private @Nullable Path knownAnswer;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "What the names of this network's parameters begin with, such as model.; it is left out, and"
                    + " so are the tensors of other names. Without it, what all names begin with.")
    private @Nullable String prefix;

    @Option(names = "--labels", paramLabel = "FILE", description = "A label a line, in the order of the classes.")
    private @Nullable Path labels;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            converter = SizeConverter.class,
            description = "Height and width of what the network sees, such as 224, or 48x192 for 48 rows of 192 pixels;"
                    + " without it, images keep their size.")
    private @Nullable Size size;

    @Option(
            names = "--shorter-side",
            paramLabel = "PIXELS",
            description =
                    "What the shorter side of an image is brought to first; then --size is cut out of the middle.")
    private @Nullable Integer shorterSide;

    @Option(
            names = "--interpolation",
            paramLabel = "NAME",
            description = "How images are brought to that size, as torchvision names it: ${COMPLETION-CANDIDATES};"
                    + " without it, BILINEAR.")
    private @Nullable Interpolation interpolation;

    @Option(names = "--color", paramLabel = "NAME", defaultValue = "RGB", description = "${COMPLETION-CANDIDATES}.")
    private ColorMode color;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "What values of 0 to 1 are multiplied by before they are normalised, such as 255.")
    private @Nullable Double scale;

    @Option(
            names = "--mean",
            paramLabel = "R,G,B",
            hideParamSyntax = true,
            split = ",",
            description = "Normalize: what is subtracted from red, green and blue, each 0 to 1, or to --scale.")
    private @Nullable List<Double> mean;

    @Option(
            names = "--std",
            paramLabel = "R,G,B",
            hideParamSyntax = true,
            split = ",",
            description = "Normalize: what they are divided by.")
    private @Nullable List<Double> std;

    @Option(
            names = "--epsilon",
            paramLabel = "N",
            description = "What the network's layers add before they divide by the standard deviation, if that is not"
                    + " the notebook's formula, which adds nothing.")
    private @Nullable Double epsilon;

    @Option(
            names = "--epsilon-added-to",
            paramLabel = "NAME",
            description = "What that is added to: STD, as in std + 1e-5, or VARIANCE, as in sqrt(variance + 1e-5);"
                    + " without it, STD.")
    private Epsilon.@Nullable AddedTo epsilonAddedTo;

    @Option(
            names = "--calibrate",
            paramLabel = "FOLDER",
            description = "Keep fixed statistics, of the images in this folder, some hundred of those that the network"
                    + " was trained with: for a network that was trained with the statistics of batches. The images may"
                    + " lie in a folder for each class.")
    private @Nullable Path calibrate;

    @Option(
            names = "--evaluate",
            paramLabel = "FOLDER",
            description =
                    "Tell how often the network is right with each kind of statistics on the images in this"
                            + " folder, which holds a folder for each class; without it, on those of --calibrate if they lie so.")
    private @Nullable Path evaluate;

    @Option(
            names = "--tolerance",
            paramLabel = "N",
            description = "By how much a log-probability may differ from the known answer; without it, 1e-5 or, where"
                    + " float32 rounds this network's answers by more, four times that.")
    private @Nullable Double tolerance;

    @Option(
            names = "--store",
            paramLabel = "FOLDER",
            defaultValue = "model-store",
            description = "The folder of the models.")
    private Path store;

    @Option(names = "--version", paramLabel = "N", description = "The version; without it, the next that is free.")
    private @Nullable Long version;

    @Mixin
    private GraphOptions graph;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    private boolean help;

    /**
     * @return the exit code, 0
     * @throws IllegalArgumentException if what the options ask for is not possible
     * @throws InvalidModelException if what the files hold cannot be served
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
            throw new IllegalArgumentException(output + " exists already; leave out --version for the next free one.");
        }
        Stream.of(weights, knownAnswer, labels).filter(Objects::nonNull).forEach(ImportCommand::requireFile);
        Preprocessing preprocessing = preprocessing();
        if (GraphImport.isGraph(weights)) {
            importGraph(place, preprocessing, log);
            tellWhere(output, log);
            return;
        }
        graph.requireNone();
        StateDict stateDict = StateDict.read(weights, prefix);
        tell(stateDict, log);
        Epsilon added = epsilon();
        ExportedAnswer answers = knownAnswer == null ? null : ExportedAnswer.read(knownAnswer);
        // As the service does it: each operation has one thread.
        TorchEngine.start(1);
        try (PreparedImages calibrating = images(calibrate, preprocessing, log);
                PreparedImages evaluating = images(evaluate, preprocessing, log)) {
            PreparedImages judging = PreparedImages.labelled(stateDict.network().classes(), calibrating, evaluating);
            VersionImport.Result result = new VersionImport(
                            stateDict, added, answers, labels, preprocessing, tolerance, calibrating, judging)
                    .into(place);
            tell(result, answers, log);
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
        if (prefix != null || epsilon != null || epsilonAddedTo != null || calibrate != null || evaluate != null) {
            throw new IllegalArgumentException("An ONNX model is served as it is: leave out --prefix, --epsilon,"
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

    private Epsilon epsilon() {
        if (epsilon == null && epsilonAddedTo != null) {
            throw new IllegalArgumentException("--epsilon-added-to goes with --epsilon.");
        }
        return epsilon == null
                ? Epsilon.NONE
                : new Epsilon(epsilon, epsilonAddedTo == null ? Epsilon.AddedTo.STD : epsilonAddedTo);
    }

    private static @Nullable PreparedImages images(@Nullable Path folder, Preprocessing preprocessing, PrintWriter log)
            throws IOException {
        return folder == null ? null : PreparedImages.read(folder, preprocessing, log);
    }

    private static void requireFile(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    file + (Files.exists(file) ? " is no file that can be read." : " does not exist."));
        }
    }

    private Preprocessing preprocessing() {
        Resize resize = null;
        CenterCrop crop = null;
        Interpolation how = interpolation == null ? Interpolation.BILINEAR : interpolation;
        if (shorterSide != null) {
            resize = Resize.toShorterSide(shorterSide, how);
            crop = size == null ? null : new CenterCrop(size.height(), size.width());
        } else if (size != null) {
            resize = Resize.exactly(size.height(), size.width(), how);
        } else if (interpolation != null) {
            throw new IllegalArgumentException("--interpolation goes with --size or --shorter-side.");
        }
        if ((mean == null) != (std == null)) {
            throw new IllegalArgumentException("--mean and --std go together.");
        }
        Normalize normalize = mean == null || std == null ? null : new Normalize(mean, std);
        Preprocessing preprocessing =
                new Preprocessing(null, color, resize, crop, scale == null ? 1.0 : scale, normalize);
        if (normalize != null) {
            requireWithinScale("--mean", normalize.mean(), preprocessing.scale());
            requireWithinScale("--std", normalize.std(), preprocessing.scale());
        }
        return preprocessing;
    }

    /** Those of values of 0 to 255 are a common mistake, and the known answer would not show it. */
    private void requireWithinScale(String option, List<Double> values, double largest) {
        if (!values.stream().allMatch(value -> value >= 0 && value <= largest)) {
            throw new IllegalArgumentException(option + " must be from 0 to " + largest
                    + ", the largest value of a pixel, not " + values
                    + (scale == null
                            ? ": divide by 255, or add --scale=255 if the network was trained with values of 0 to 255."
                            : "."));
        }
    }

    private static void tell(StateDict stateDict, PrintWriter log) {
        NetworkConfiguration network = stateDict.network();
        log.printf(
                Locale.ROOT,
                "%s, channels %s, %d classes%s%s%n",
                network.architecture().name().toLowerCase(Locale.ROOT),
                network.channels(),
                network.classes(),
                stateDict.key().isEmpty() ? "" : "; taken from '" + Quoted.text(stateDict.key()) + "' of the file",
                stateDict.prefix().isEmpty() ? "" : "; left out before each name: " + Quoted.text(stateDict.prefix()));
        log.flush();
    }

    private void tell(VersionImport.Result result, @Nullable ExportedAnswer answers, PrintWriter log) {
        if (knownAnswer == null) {
            log.printf(
                    Locale.ROOT,
                    "no --known-answer: took what the network answers here for %d images of noise, which guards"
                            + " against later change alone and does not show that PyTorch answers the same%n",
                    NoiseImages.COUNT);
        }
        if (size == null && shorterSide == null) {
            log.printf(Locale.ROOT, "no --size: images keep the size that they are sent in%n");
        }
        if (answers != null && answers.leftOut() > 0) {
            log.printf(
                    Locale.ROOT,
                    "left out %d of %d known answers, which are NaN or infinite. %s%n",
                    answers.leftOut(),
                    answers.images(),
                    KnownAnswer.WHY_NAN);
        }
        if (result.reproduced() == Statistics.BATCH) {
            log.printf(
                    Locale.ROOT, "statistics: batch, since the known answer is that of images normalised together%n");
        }
        if (result.reproduced() == Statistics.FIXED) {
            log.printf(Locale.ROOT, "statistics: fixed, with the means and stds of the state_dict%n");
        }
        log.printf(
                Locale.ROOT,
                "known answer reproduced to %.1e, the tolerance is %.0e%n",
                result.error(),
                result.reproducedTolerance());
        if (calibrate != null) {
            log.printf(Locale.ROOT, "statistics: fixed from here on, those of the images in %s%n", calibrate);
        }
    }
}
