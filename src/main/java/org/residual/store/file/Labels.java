package org.residual.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads and writes {@code labels.txt}: a label per line, in the order of the classes. */
public final class Labels {
    /** The file's name, in the folder of a model or, for a single version, in the folder of the version. */
    public static final String NAME = "labels.txt";

    private static final int LARGEST = 16 << 20;

    private Labels() {}

    /**
     * @param version where a version lies
     * @param classes number of labels required
     * @param largest most bytes of the file
     * @return the labels in the order of the classes; empty if the model has none
     * @throws InvalidModelException if the file is larger, has more or fewer labels than classes, or an empty label
     * @throws IOException if the file cannot be read
     */
    public static List<String> read(VersionFolder version, int classes, long largest) throws IOException {
        Optional<VersionFile> file = find(version);
        if (file.isEmpty()) {
            return List.of();
        }
        String text = withoutByteOrderMark(file.get().readText((int) Math.min(LARGEST, largest)));
        // Count the lines before each becomes a string of its own.
        long lines = text.lines().count();
        if (lines != classes) {
            throw new InvalidModelException(
                    NAME + ": has " + lines + " lines, but the model has " + classes + " classes.");
        }
        List<String> labels = text.lines().map(String::strip).toList();
        if (labels.contains("")) {
            throw new InvalidModelException(NAME + ": line " + (labels.indexOf("") + 1) + " is empty.");
        }
        return labels;
    }

    private static Optional<VersionFile> find(VersionFolder version) throws IOException {
        if (exists(version.directory().resolve(NAME))) {
            return Optional.of(VersionFile.of(version, NAME));
        }
        Optional<Path> shared = version.sharedLabels().filter(Labels::exists);
        return shared.isEmpty()
                ? Optional.empty()
                : Optional.of(VersionFile.in(version.store().toRealPath(), shared.get()));
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The byte order mark, which some editors write; it is not part of a label. */
    private static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /**
     * @param directory the folder of a model or of a version
     * @param labels in the order of the classes
     * @throws IOException if the file cannot be written
     */
    public static void write(Path directory, List<String> labels) throws IOException {
        Files.write(directory.resolve(NAME), labels);
    }
}
