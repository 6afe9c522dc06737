package org.residual.store;

import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFolder;
import org.residual.store.listing.ModelFolder;
import org.residual.store.listing.Origin;
import org.residual.store.listing.StoreListing;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.ReadyVersion;

/** Finds one version of one model in a store, and loads only that version. */
public final class SingleVersion {
    private final Origin origin;
    private final VersionLoader loader;
    private final VersionPolicy policy;

    /**
     * @param origin of the models; its folder is up to date
     * @param loader of versions
     * @param policy which versions are held
     */
    public SingleVersion(Origin origin, VersionLoader loader, VersionPolicy policy) {
        this.origin = origin;
        this.loader = loader;
        this.policy = policy;
    }

    /**
     * @param model its name
     * @param number of the version; null stands for the highest that can be trusted, with which the service answers
     * @param warnings receives the reasons why higher ones cannot
     * @return the version, to be closed
     * @throws IllegalArgumentException if there is no such model or version
     * @throws InvalidModelException if it, or every version, cannot be trusted, with the reason
     * @throws IOException if the store cannot be read
     */
    public ReadyVersion load(String model, @Nullable Long number, Consumer<String> warnings) throws IOException {
        NavigableMap<Long, VersionFolder> versions = versions(model);
        if (number != null) {
            VersionFolder folder = versions.get(number);
            if (folder == null) {
                throw new IllegalArgumentException(
                        "The model '" + model + "' has no version " + number + "; it has: " + versions.keySet() + ".");
            }
            return loader.load(folder);
        }
        return highest(model, versions, warnings);
    }

    private ReadyVersion highest(String model, NavigableMap<Long, VersionFolder> versions, Consumer<String> warnings) {
        InvalidModelException reason = null;
        for (VersionFolder folder : versions.descendingMap().values()) {
            try {
                return loader.load(folder);
            } catch (InvalidModelException e) {
                reason = e;
                warnings.accept("Version " + folder.version() + " of '" + model + "' is not ready: " + e.getMessage());
            }
        }
        throw reason == null
                ? new IllegalArgumentException("The model '" + model + "' has no version.")
                : new InvalidModelException("No version of '" + model + "' is ready.", reason);
    }

    private NavigableMap<Long, VersionFolder> versions(String model) throws IOException {
        StoreListing listing = new StoreListing(origin.folder(), origin.onlyModel());
        List<ModelFolder> models = listing.models();
        ModelFolder found = models.stream()
                .filter(folder -> folder.name().equals(model))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no model '" + model + "'; there are: "
                        + models.stream().map(ModelFolder::name).collect(Collectors.joining(", ")) + "."));
        NavigableMap<Long, VersionFolder> versions = new TreeMap<>();
        listing.versions(found).stream()
                .filter(folder -> policy.mayBeHeld(folder.version()))
                .forEach(folder -> versions.put(folder.version(), folder));
        return versions;
    }
}
