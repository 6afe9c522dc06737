package org.residual.classification.row;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Checks that a file can be written, before the work starts that produces its contents. */
public final class WritableFile {
    private WritableFile() {}

    /**
     * @param file to be created, or to be replaced if it exists
     * @throws IllegalArgumentException if it cannot be; the message is a sentence
     */
    public static void require(Path file) {
        requireNoFolder(file);
        if (!Files.exists(file)) {
            requireWritableFolder(
                    Objects.requireNonNull(file.toAbsolutePath().getParent(), "only a root, a folder, has none"));
        } else if (!Files.isWritable(file)) {
            throw new IllegalArgumentException(
                    file + " is not writable: change its permissions, or choose another file.");
        }
    }

    static void requireNoFolder(Path file) {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + " is a folder: choose another file.");
        }
    }

    private static void requireWritableFolder(Path folder) {
        if (Files.notExists(folder)) {
            throw new IllegalArgumentException(
                    "The folder " + folder + " does not exist: create it, or choose another one.");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + " is not a folder: choose another one.");
        }
        if (!Files.isWritable(folder)) {
            throw new IllegalArgumentException(
                    "The folder " + folder + " is not writable: change its permissions, or choose another one.");
        }
    }
}
