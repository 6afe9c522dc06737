package org.residual.training;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.residual.image.ColorMode;
import org.residual.image.ImageDecoder;
import org.residual.image.ImageRefusedException;
import org.residual.image.ImageTensor;
import org.residual.image.Interpolation;
import org.residual.image.Preprocessing;
import org.residual.image.Resize;
import org.residual.nn.Architecture;
import org.residual.nn.ComputeDevice;
import org.residual.nn.Network;
import org.residual.nn.Statistics;
import org.residual.nn.TorchEngine;
import org.residual.store.DescriptorFile;
import org.residual.store.KnownAnswer;
import org.residual.store.Labels;
import org.residual.store.ModelDescriptor;
import org.residual.store.Rounding;
import org.residual.store.StoredTensor;
import org.residual.store.UnfinishedVersion;
import org.residual.store.VersionFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
    private static final long MAXIMUM_PIXELS = 100_000_000;
    /** Images and noise: the more is different, the less can go wrong unseen. */
    private static final int KNOWN_IMAGES = 8;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description = "A folder with a folder of images per class, or a contact sheet: one image of many.")
    private Path data;

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

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "32",
            description = "Height and width that images are resized to.")
    private int size;

    @Option(names = "--color", paramLabel = "NAME", defaultValue = "RGB", description = "${COMPLETION-CANDIDATES}.")
    private ColorMode color;

    @Option(
            names = "--minimum-side",
            paramLabel = "PIXELS",
            defaultValue = "8",
            description = "Smaller images will be refused when served.")
    private int minimumSide;

    @Option(
            names = "--tile",
            paramLabel = "PIXELS",
            defaultValue = "20",
            description = "Contact sheet: height and width of an image on it.")
    private int tile;

    @Option(
            names = "--rows-per-class",
            paramLabel = "N",
            defaultValue = "5",
            description = "Contact sheet: rows that a class takes.")
    private int rowsPerClass;

    @Option(
            names = "--validation-columns",
            paramLabel = "N",
            defaultValue = "15",
            description = "Contact sheet: columns from the right kept for validation.")
    private int validationColumns;

    @Option(
            names = "--validation-share",
            paramLabel = "SHARE",
            defaultValue = "0.15",
            description = "Folders: share of each class kept for validation.")
    private double validationShare;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "30", description = "How often each image is seen.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64", description = "Images a step.")
    private int batchSize;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "0.002",
            description = "Adam's at its highest.")
    private float learningRate;

    @Option(names = "--no-distortion", description = "Show the images as they are, not turned and moved a little.")
    private boolean undistorted;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed gives the same weights, on a processor of the same kind and as many cores.")
    private int seed;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    private boolean help;

    /**
     * @return the exit code: 0, or 2 if what the options ask for is not possible
     * @throws IOException if an image cannot be read or the version not written
     */
    @Override
    public Integer call() throws IOException {
        CommandLine commandLine = command.commandLine();
        try {
            train(commandLine.getOut());
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException | ImageRefusedException e) {
            commandLine.getErr().println(e.getMessage());
            commandLine.getErr().flush();
            return CommandLine.ExitCode.USAGE;
        }
    }

    private void train(PrintWriter log) throws IOException {
        VersionFolder folder = VersionFolder.at(output);
        if (Files.exists(output)) {
            throw new IllegalArgumentException(output + " exists already; choose the next version.");
        }
        TrainingPlan plan = new TrainingPlan(
                epochs, batchSize, learningRate, undistorted ? Distortion.NONE : Distortion.SLIGHT, seed);
        Preprocessing preprocessing = new Preprocessing(
                minimumSide, color, Resize.exactly(size, size, Interpolation.BILINEAR), null, null, null);
        LabelledImages images = readImages();
        ModelDescriptor descriptor = new ModelDescriptor(
                architecture, channels, images.labels().size(), dropout, statistics, preprocessing, null);
        log.printf(
                Locale.ROOT,
                "%d images to train with, %d to validate with, %d classes%n",
                images.training().size(),
                images.validation().size(),
                images.labels().size());
        log.flush();
        TorchEngine.start(Runtime.getRuntime().availableProcessors());
        Network network = descriptor.network().newNetwork();
        try (Model model = Model.newInstance(folder.model(), ComputeDevice.CPU.place())) {
            new NetworkTrainer(plan, preprocessing, log).train(network, images, model);
            write(folder, descriptor, network, images, model.getNDManager());
        }
        log.println("written to " + output);
        log.flush();
    }

    private LabelledImages readImages() throws IOException {
        if (!Files.exists(data)) {
            throw new IllegalArgumentException(data + " does not exist.");
        }
        ImageDecoder decoder = new ImageDecoder(MAXIMUM_PIXELS);
        if (Files.isDirectory(data)) {
            return new ClassFolders(validationShare, seed).read(data, decoder);
        }
        ContactSheet sheet = new ContactSheet(tile, tile, rowsPerClass, validationColumns);
        try {
            return sheet.cut(decoder.decode(Files.readAllBytes(data)));
        } catch (ImageRefusedException e) {
            throw new IllegalArgumentException(data + ": " + e.getMessage(), e);
        }
    }

    private static void write(
            VersionFolder folder, ModelDescriptor descriptor, Network network, LabelledImages images, NDManager manager)
            throws IOException {
        try (UnfinishedVersion unfinished = UnfinishedVersion.of(folder)) {
            Path directory = unfinished.directory();
            Labels.write(directory, images.labels());
            Map<String, StoredTensor> weights = new LinkedHashMap<>();
            network.stateDict().forEach((name, parameter) -> weights.put(name, StoredTensor.of(parameter.getArray())));
            unfinished.writeWeights(weights);
            KnownAnswer knownAnswer = knownAnswer(network, images, descriptor.preprocessing(), manager);
            knownAnswer.write(directory);
            double tolerance = Rounding.of(network, knownAnswer).tolerance();
            DescriptorFile.write(directory, descriptor.withTolerance(tolerance));
            unfinished.putInPlace();
        }
    }

    private static KnownAnswer knownAnswer(
            Network network, LabelledImages images, Preprocessing preprocessing, NDManager parent) {
        List<LabelledImage> from = images.validation().isEmpty() ? images.training() : images.validation();
        int count = Math.min(KNOWN_IMAGES, from.size());
        try (NDManager scope = parent.newSubManager()) {
            NDList inputs = new NDList();
            for (int i = 0; i < count; i++) {
                ImageTensor tensor =
                        preprocessing.apply(from.get(i * from.size() / count).image());
                inputs.add(scope.create(tensor.values(), new Shape(3, tensor.height(), tensor.width())));
            }
            NDArray seen = NDArrays.stack(inputs);
            NDArray noise = scope.randomUniform(0, 1, seen.getShape());
            return KnownAnswer.of(network, seen.concat(noise));
        }
    }
}
