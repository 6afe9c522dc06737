package org.residual.store.loading;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFolder;
import org.residual.store.file.WeightsChecksum;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;

/**
 * A version while it is written, in a folder beside its final place that no store takes for a version, so that a store
 * never sees an incomplete one.
 */
public final class UnfinishedVersion implements AutoCloseable {
    private final VersionFolder place;
    private final Path directory;
    /** The outermost of the folders that had to be created. */
    private final Path outermost;

    private UnfinishedVersion(VersionFolder place, Path directory, Path outermost) {
        this.place = place;
        this.directory = directory;
        this.outermost = outermost;
    }

    /**
     * @param place where the version will lie
     * @return an empty version
     * @throws IOException if its folder cannot be made
     */
    public static UnfinishedVersion of(VersionFolder place) throws IOException {
        Path directory = place.directory().resolveSibling("." + place.version() + "." + UUID.randomUUID());
        Path outermost = directory;
        for (Path above = directory.getParent(); above != null && !Files.exists(above); above = above.getParent()) {
            outermost = above;
        }
        Files.createDirectories(directory);
        return new UnfinishedVersion(place, directory, outermost);
    }

    /**
     * @return the folder that the version's files go into
     */
    public Path directory() {
        return directory;
    }

    /**
     * @param weights the {@code state_dict}, in the order of the file
     * @throws IOException if the weights or their checksum cannot be written
     */
    public void writeWeights(Map<String, StoredTensor> weights) throws IOException {
        Safetensors.write(directory.resolve(VersionFolder.WEIGHTS), weights);
        WeightsChecksum.write(directory, List.of(VersionFolder.WEIGHTS));
    }

    /**
     * @param loader to check it with
     * @return the version as the store would serve it, to be closed
     * @throws InvalidModelException if it cannot be trusted, with the reason
     */
    public ReadyVersion load(VersionLoader loader) {
        return loader.load(new VersionFolder(place.model(), place.version(), directory, place.store()));
    }

    /**
     * Moves the version to its place.
     *
     * @throws IOException if the place is taken
     */
    public void putInPlace() throws IOException {
        Files.move(directory, place.directory(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes what was not moved. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        try {
            for (Path made = directory; made != null && made.startsWith(outermost); made = made.getParent()) {
                Files.delete(made);
            }
        } catch (DirectoryNotEmptyException e) {
            // Meanwhile the model got another version, which stays.
        }
    }
}
