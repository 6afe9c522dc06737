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

/** Where the rows go: the options for the output. */
public final class OutputOptions {
    private static final String CSV = ".csv";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "Gets a row for each image, in the order of the inputs: .csv, .jsonl or .parquet.")
    private Path file;

    @Option(
            names = "--resume",
            description = "Continue after the last complete row of the output; needs the same inputs in the same order,"
                    + " and .csv or .jsonl.")
    private boolean resumed;

    @Option(names = "--overwrite", description = "Replace the output if there is one.")
    private boolean overwritten;

    /**
     * @throws IllegalArgumentException if the format is unsupported, the options contradict each other, the output
     *     exists and no option says what to do with it, or it cannot be written
     */
    public void require() throws IOException {
        if (!isParquet() && !hasExtension(CSV) && !hasExtension(".jsonl")) {
            throw new IllegalArgumentException(
                    "'" + file + "' names no format: it must end in .csv, .jsonl or .parquet.");
        }
        if (resumed && overwritten) {
            throw new IllegalArgumentException("--resume and --overwrite do not go together: choose one.");
        }
        if (resumed && isParquet()) {
            throw new IllegalArgumentException(
                    "--resume is not possible with Parquet, because nothing can be appended to"
                            + " such a file: choose an output that ends in .jsonl or .csv, and convert it when it is complete.");
        }
        WritableFile.requireNoFolder(file);
        if (!resumed && !overwritten && Files.exists(file)) {
            throw new IllegalArgumentException(file + " exists: " + (isParquet() ? "" : "continue it with --resume, ")
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
     * @param version answers
     * @param images is moved past those that have rows
     * @param earlier is told of each of these rows
     * @throws IllegalArgumentException if the rows are not those of these images and this version
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
            throw new IllegalArgumentException("it is of '" + written + "', but there are no more images");
        }
        if (!image.get().equals(written)) {
            throw new IllegalArgumentException("it is of '" + written + "', but the image in its place is '"
                    + image.get() + "'; the inputs have to be the same, in the same order");
        }
    }
}
