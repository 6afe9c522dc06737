package org.residual.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.residual.store.file.VersionFolder;

/**
 * Distinguishes states of a version's files without reading them.
 *
 * @param files each by name, size, time of last change, and the file system's key
 */
record Fingerprint(List<String> files) {

    /** Of all files of a version, including the labels of its model. */
    static Fingerprint of(VersionFolder folder) throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder.directory())) {
            for (Path file : entries.sorted().toList()) {
                add(files, file);
            }
        }
        Optional<Path> labels = folder.sharedLabels();
        if (labels.isPresent()) {
            add(files, labels.get());
        }
        return new Fingerprint(List.copyOf(files));
    }

    private static void add(List<String> files, Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            files.add(String.join(
                    "|",
                    file.getFileName().toString(),
                    Long.toString(attributes.size()),
                    attributes.lastModifiedTime().toString(),
                    String.valueOf(attributes.fileKey())));
        } catch (NoSuchFileException e) {
            // It has just been removed, or there are no labels.
        }
    }
}
