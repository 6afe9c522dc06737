package org.residual.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One look at which models and versions lie in a store's folder, and what in it is neither. */
final class StoreListing {
    private static final int MOST_PASSED_OVER = 100;

    private final Path root;
    private final List<PassedOver> passedOver = new ArrayList<>();

    StoreListing(Path root) {
        this.root = root;
    }

    /** The folders of the models, by name. */
    List<Path> models() throws IOException {
        List<Path> models = new ArrayList<>();
        for (Path entry : entries(root)) {
            String name = entry.getFileName().toString();
            if (VersionFolder.isModel(name) && isFolder(entry)) {
                models.add(entry);
            }
            PassedOver.inStore(name, Files.isDirectory(entry)).ifPresent(passedOver::add);
        }
        requireToBeThere(root);
        return models;
    }

    /** The versions of a model. */
    List<VersionFolder> versions(Path model) throws IOException {
        List<VersionFolder> versions = new ArrayList<>();
        List<PassedOver> others = new ArrayList<>();
        String name = model.getFileName().toString();
        for (Path entry : entries(model)) {
            if (VersionFolder.isVersion(entry) && isFolder(entry)) {
                versions.add(VersionFolder.at(entry));
            }
            PassedOver.inModel(name, entry.getFileName().toString(), Files.isDirectory(entry))
                    .ifPresent(others::add);
        }
        requireToBeThere(model);
        passedOver.addAll(others);
        return versions;
    }

    /** What was passed over so far, a bounded number of it. */
    List<PassedOver> passedOver() {
        return passedOver.stream().limit(MOST_PASSED_OVER).toList();
    }

    private static List<Path> entries(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.sorted().toList();
        }
    }

    /**
     * What cannot be looked at is no reason to believe that it is gone: neither entries that may not be read, nor a
     * parent that goes while its entries are looked at.
     */
    private static void requireToBeThere(Path parent) throws IOException {
        Files.readAttributes(parent, BasicFileAttributes.class);
    }

    private static boolean isFolder(Path entry) throws IOException {
        try {
            return Files.readAttributes(entry, BasicFileAttributes.class).isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
