package org.residual.store;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads and writes {@code labels.txt}: a label a line, in the order of the classes. */
public final class Labels {
    /** The file's name, in the folder of a model or, for that version alone, in the folder of a version. */
    public static final String NAME = "labels.txt";

    private static final long LARGEST = 16 << 20;

    private Labels() {}

    /**
     * @param version the folder of a version
     * @param classes how many labels there must be
     * @return the labels in the order of the classes; empty if the model has none
     * @throws InvalidModelException if there are more or fewer labels than classes, or an empty one
     * @throws IOException if the file cannot be read
     */
    static List<String> read(Path version, int classes) throws IOException {
        Path file = Stream.of(version, version.getParent())
                .map(directory -> directory.resolve(NAME))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
        if (file == null) {
            return List.of();
        }
        if (Files.size(file) > LARGEST) {
            throw new InvalidModelException(NAME + ": larger than " + LARGEST + " bytes.");
        }
        List<String> labels;
        try {
            labels = withoutByteOrderMark(Files.readString(file))
                    .lines()
                    .map(String::strip)
                    .toList();
        } catch (CharacterCodingException e) {
            throw new InvalidModelException(NAME + ": not UTF-8.", e);
        }
        if (labels.size() != classes) {
            throw new InvalidModelException(
                    NAME + ": has " + labels.size() + " lines, but the model has " + classes + " classes.");
        }
        if (labels.contains("")) {
            throw new InvalidModelException(NAME + ": line " + (labels.indexOf("") + 1) + " is empty.");
        }
        return labels;
    }

    /** Some editors begin a file of text with it; it belongs to no label. */
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
