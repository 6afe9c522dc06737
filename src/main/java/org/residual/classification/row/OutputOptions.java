package org.residual.classification.row;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.residual.classification.source.ImageCursor;
import org.residual.classification.source.ImageEntry;
import org.residual.store.version.ReadyVersion;
import picocli.CommandLine.Option;

/** The options for the output. */
public final class OutputOptions {
    private static final String CSV = ".csv";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "The file of rows, one per image in the order of the inputs: .csv, .jsonl or .parquet.")
    private Path file;

    @Option(
            names = "--resume",
            description = "Continue after the last complete row of the output; requires the same inputs in the same"
                    + " order, and .csv or .jsonl.")
    private boolean resumed;

    @Option(names = "--overwrite", description = "Replace the output if it exists.")
    private boolean overwritten;

    /**
     * @throws IllegalArgumentException if the format is unsupported, the options contradict each other, the output
     *     exists and no option says what to do with it, or it cannot be written
     */
    public void require() throws IOException {
        if (!isParquet() && !hasExtension(CSV) && !hasExtension(".jsonl")) {
            throw new IllegalArgumentException(
                    "'" + file + "' is not a valid output: it must end in .csv, .jsonl or .parquet.");
        }
        if (resumed && overwritten) {
            throw new IllegalArgumentException("--resume and --overwrite cannot be combined: choose one.");
        }
        if (resumed && isParquet()) {
            throw new IllegalArgumentException(
                    "--resume does not support Parquet, since such a file cannot be appended to: choose an output that"
                            + " ends in .jsonl or .csv, and convert it when it is complete.");
        }
        WritableFile.requireNoFolder(file);
        if (!resumed && !overwritten && Files.exists(file)) {
            throw new IllegalArgumentException(
                    file + " already exists: " + (isParquet() ? "" : "continue it with --resume, ")
                            + "replace it with --overwrite, or choose another output.");
        }
        WritableFile.require(isParquet() ? ParquetAnswers.partial(file) : file);
    }

    private boolean isParquet() {
        return hasExtension(".parquet");
    }

    private boolean hasExtension(String extension) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(extension);
    }

    /**
     * @param version the version that answers
     * @param images is moved past the images that already have rows
     * @param earlier receives each of these rows
     * @throws IllegalArgumentException if the rows do not match the images and the version
     */
    public AnswerFile open(ReadyVersion version, ImageCursor images, Consumer<WrittenRow> earlier) throws IOException {
        if (isParquet()) {
            return ParquetAnswers.empty(file, version);
        }
        RowFormat format = hasExtension(CSV) ? new CsvRows(version) : new JsonRows(version);
        if (!resumed) {
            return TextAnswers.empty(file, format);
        }
        return TextAnswers.resumed(file, format, row -> {
            requireName(row.filename(), images.next().map(ImageEntry::name));
            earlier.accept(row);
        });
    }

    private static void requireName(String written, Optional<String> image) {
        if (image.isEmpty()) {
            throw new IllegalArgumentException("it belongs to '" + written + "', but there are no more images");
        }
        if (!image.get().equals(written)) {
            throw new IllegalArgumentException("it belongs to '" + written + "', but the image in its place is '"
                    + image.get() + "'; the inputs must be the same, in the same order");
        }
    }
}
