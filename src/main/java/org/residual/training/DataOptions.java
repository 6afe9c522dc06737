package org.residual.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.residual.background.Interruption;
import org.residual.image.ImageFileDecoder;
import org.residual.image.ImageFolder;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.preprocessing.ColorMode;
import org.residual.image.preprocessing.Interpolation;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;
import org.residual.training.data.BrokenImages;
import org.residual.training.data.ContactSheet;
import org.residual.training.data.ImageReading;
import org.residual.training.data.LabelledImages;
import org.residual.training.data.LabelledImages.Entry;
import org.residual.training.data.PixelCache;
import org.residual.training.data.Split;
import org.residual.training.data.TrainingData;
import picocli.CommandLine.Option;

/** The options for the images to train with. */
final class DataOptions {
    private static final int LEAST_CLASSES = 2;
    private static final int DEFAULT_SIZE = 32;
    private static final int DEFAULT_MINIMUM_SIDE = 8;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description = "A folder with a folder of images per class, or a contact sheet: one image of many.")
    private Path data;

    @Option(
            names = "--validation-data",
            paramLabel = "FOLDER",
            description = "A folder like --data, for validation instead of a share of --data.")
    private @Nullable Path validationData;

    @Option(
            names = "--validation-share",
            paramLabel = "SHARE",
            defaultValue = "0.15",
            description = "Folders: share of each class kept for validation.")
    private double validationShare;

    @Option(
            names = "--broken",
            paramLabel = "NAME",
            defaultValue = "SKIP",
            description = "What to do about unreadable or too small images: ${COMPLETION-CANDIDATES}. Each is named.")
    private BrokenImages broken;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            description = "Height and width that images are resized to. Default: 32, or that of --from.")
    private @Nullable Integer size;

    @Option(
            names = "--color",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}. Default: RGB, or that of --from.")
    private @Nullable ColorMode color;

    @Option(
            names = "--minimum-side",
            paramLabel = "PIXELS",
            description =
                    "Smaller images count as broken, and will be refused when served. Default: 8, or that of --from.")
    private @Nullable Integer minimumSide;

    @Option(
            names = "--tile",
            paramLabel = "PIXELS",
            defaultValue = "20",
            description = "Contact sheet: height and width of its images.")
    private int tile;

    @Option(
            names = "--rows-per-class",
            paramLabel = "N",
            defaultValue = "5",
            description = "Contact sheet: rows per class.")
    private int rowsPerClass;

    @Option(
            names = "--validation-columns",
            paramLabel = "N",
            defaultValue = "15",
            description = "Contact sheet: columns from the right kept for validation.")
    private int validationColumns;

    /**
     * @param start where to begin; null for fresh weights
     * @return the preprocessing, in training as in serving
     * @throws IllegalArgumentException if the options contradict the version to begin with
     */
    Preprocessing preprocessing(@Nullable StartingPoint start) {
        if (start == null) {
            int side = Objects.requireNonNullElse(size, DEFAULT_SIZE);
            return new Preprocessing(
                    Objects.requireNonNullElse(minimumSide, DEFAULT_MINIMUM_SIDE),
                    Objects.requireNonNullElse(color, ColorMode.RGB),
                    Resize.exactly(side, side, Interpolation.BILINEAR),
                    null,
                    1.0,
                    null);
        }
        if (size != null || color != null || minimumSide != null) {
            throw new IllegalArgumentException(
                    "--size, --color and --minimum-side cannot be combined with --from, which has its own: omit them.");
        }
        return start.descriptor().preprocessing();
    }

    /**
     * @param cache for the images
     * @param preprocessing of the images
     * @param seed decides which images are kept for validation
     * @throws IllegalArgumentException if there is nothing to train with, with a sentence that says why
     * @throws IOException if a folder cannot be read or the cache not written
     */
    TrainingData read(
            PixelCache cache, Preprocessing preprocessing, int seed, Interruption interruption, PrintWriter log)
            throws IOException {
        requireExists(data);
        TrainingData read;
        if (Files.isDirectory(data)) {
            read = readFolders(new ImageReading(preprocessing, cache, broken, interruption, log), seed);
        } else if (validationData != null) {
            throw new IllegalArgumentException("--validation-data requires a folder as --data, not a contact sheet.");
        } else {
            read = readSheet(cache, preprocessing);
        }
        if (read.labels().size() < LEAST_CLASSES) {
            throw new IllegalArgumentException(
                    data + " has a single class, '" + read.labels().get(0) + "': at least 2 are needed.");
        }
        // A batch that is normalised together should have images of all classes.
        LabelledImages mixed = read.validation().shuffled(new Random(seed));
        return new TrainingData(read.training(), mixed, read.labels());
    }

    private TrainingData readFolders(ImageReading reading, int seed) throws IOException {
        ImageFolder folder = ImageFolder.ofClasses(data);
        PixelCache cache = reading.cache();
        if (validationData == null) {
            // Before a long read.
            Split.requireShare(validationShare);
            Split split = Split.of(reading.read(folder), validationShare, seed);
            return new TrainingData(
                    new LabelledImages(cache, split.training()),
                    new LabelledImages(cache, split.validation()),
                    folder.classes());
        }
        ImageFolder validation = ImageFolder.ofClasses(validationData).labelledAs(folder.classes());
        List<Entry> training = reading.read(folder);
        return new TrainingData(
                new LabelledImages(cache, training),
                new LabelledImages(cache, reading.read(validation)),
                folder.classes());
    }

    private TrainingData readSheet(PixelCache cache, Preprocessing preprocessing) throws IOException {
        ContactSheet sheet = new ContactSheet(tile, tile, rowsPerClass, validationColumns);
        try {
            return sheet.cut(new ImageFileDecoder().decode(data), preprocessing, cache);
        } catch (ImageRefusedException e) {
            throw new IllegalArgumentException(data + ": " + e.getMessage(), e);
        }
    }

    private static void requireExists(Path path) {
        if (!Files.exists(path)) {
            throw new IllegalArgumentException(path + " does not exist.");
        }
    }
}
