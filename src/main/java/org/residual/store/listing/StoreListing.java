package org.residual.store.listing;

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

/** One look at a store's folder: its models and versions, and the entries that are neither. */
public final class StoreListing {
    private static final int MOST_PASSED_OVER = 100;

    private final Path root;
    private final Optional<String> onlyModel;
    private final List<PassedOver> passedOver = new ArrayList<>();
    private final List<ModelFolder> models;

    /**
     * Lists the models; versions are listed when needed.
     *
     * @param root the store's folder
     * @param onlyModel the name of the model whose folder that is; empty if it holds a folder per model
     * @throws IOException if the folder cannot be read
     */
    public StoreListing(Path root, Optional<String> onlyModel) throws IOException {
        this.root = root;
        this.onlyModel = onlyModel;
        this.models = List.copyOf(listModels());
    }

    /** The models, by name. */
    public List<ModelFolder> models() {
        return models;
    }

    private List<ModelFolder> listModels() throws IOException {
        List<Path> entries = entries(root);
        if (onlyModel.isPresent()) {
            return entries.isEmpty() ? List.of() : List.of(new ModelFolder(onlyModel.get(), root));
        }
        List<ModelFolder> models = new ArrayList<>();
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            if (VersionFolder.isModel(name) && isFolder(entry)) {
                models.add(new ModelFolder(name, entry));
            }
            PassedOver.inStore(name, Files.isDirectory(entry)).ifPresent(passedOver::add);
        }
        requireToBeThere(root);
        return models;
    }

    /** The versions of a model. */
    public List<VersionFolder> versions(ModelFolder model) throws IOException {
        List<Path> entries = entries(model.directory());
        return onlyModel.isPresent() && entries.stream().anyMatch(StoreListing::isOfAVersion)
                ? only(model, entries)
                : versions(model, entries);
    }

    /** Its files lie in the store's folder itself. */
    private List<VersionFolder> only(ModelFolder model, List<Path> entries) {
        entries.stream()
                .filter(Files::isDirectory)
                .map(entry -> PassedOver.besideAVersion(
                        model.name(), entry.getFileName().toString()))
                .flatMap(Optional::stream)
                .forEach(passedOver::add);
        return List.of(VersionFolder.only(root, model.name()));
    }

    private static boolean isOfAVersion(Path entry) {
        return PassedOver.isFileOfAVersion(entry.getFileName().toString()) && !Files.isDirectory(entry);
    }

    private List<VersionFolder> versions(ModelFolder model, List<Path> entries) throws IOException {
        List<VersionFolder> versions = new ArrayList<>();
        List<PassedOver> others = new ArrayList<>();
        for (Path entry : entries) {
            if (VersionFolder.isVersion(entry) && isFolder(entry)) {
                versions.add(
                        onlyModel.isPresent()
                                ? VersionFolder.ofOnly(root, model.name(), entry)
                                : VersionFolder.at(entry));
            }
            PassedOver.inModel(model.name(), entry.getFileName().toString(), Files.isDirectory(entry))
                    .ifPresent(others::add);
        }
        requireToBeThere(model.directory());
        passedOver.addAll(others);
        return versions;
    }

    /** The entries passed over so far, a bounded number. */
    public List<PassedOver> passedOver() {
        return passedOver.stream().limit(MOST_PASSED_OVER).toList();
    }

    private static List<Path> entries(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.sorted().toList();
        }
    }

    /**
     * An entry that cannot be read is not treated as removed: neither one without permission, nor one whose parent
     * disappears during the look.
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
