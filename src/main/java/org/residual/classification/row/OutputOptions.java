package org.residual.classification.row;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.residual.classification.source.ImageCursor;
import org.residual.classification.source.ImageEntry;
import org.residual.store.version.ReadyVersion;
import picocli.CommandLine.Option;

/** Where the rows go: the options for the output. */
public final class OutputOptions {
    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "Gets a row for each image, in the order of the inputs: .csv or .jsonl.")
    private Path file;

    @Option(
            names = "--resume",
            description = "Go on after the last whole row of the output; needs the same inputs in the same order.")
    private boolean resumed;

    @Option(names = "--overwrite", description = "Replace the output if there is one.")
    private boolean overwritten;

    /**
     * @throws IllegalArgumentException if there is no format, or the file exists and nobody says what to do with it
     */
    public void require() {
        RowFormat.require(file);
        if (resumed && overwritten) {
            throw new IllegalArgumentException("--resume and --overwrite do not go together: choose one.");
        }
        if (!resumed && !overwritten && Files.exists(file)) {
            throw new IllegalArgumentException(
                    file + " exists: go on with it by --resume, replace it by --overwrite, or choose another output.");
        }
    }

    /**
     * @param version answers
     * @param images is moved past those that have rows
     * @param earlier is told of each of these rows
     * @throws IllegalArgumentException if the rows are not those of these images and this version
     */
    public AnswerFile open(ReadyVersion version, ImageCursor images, Consumer<WrittenRow> earlier) throws IOException {
        RowFormat format = RowFormat.of(file, version);
        if (!resumed) {
            return AnswerFile.empty(file, format);
        }
        return AnswerFile.resumed(file, format, row -> {
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
