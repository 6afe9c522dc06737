package org.residual.protocol.model;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.residual.inference.model.ModelUnavailableException;
import org.residual.inference.model.ModelUnavailableException.Reason;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.store.ModelStore;
import org.residual.store.version.Model;

/** The protocol's extension for model repositories: lists, loads and unloads models. */
public final class ModelRepository {
    private static final String CONFIGURATION = "config";
    private static final String FILE = "file:";

    private final ModelStore store;

    /** @param store of the models */
    public ModelRepository(ModelStore store) {
        this.store = store;
    }

    /**
     * @param readyOnly whether to list only what is ready
     * @return every version, the unloaded models, and the passed-over entries
     */
    public List<RepositoryEntry> index(boolean readyOnly) {
        Stream<RepositoryEntry> held = store.models().stream()
                .flatMap(model ->
                        model.versions().values().stream().map(version -> RepositoryEntry.of(model.name(), version)));
        Stream<RepositoryEntry> out = store.unloaded().stream().sorted().map(RepositoryEntry::unloaded);
        Stream<RepositoryEntry> passedOver = store.passedOver().stream().map(RepositoryEntry::of);
        return Stream.concat(Stream.concat(held, out), passedOver)
                .filter(entry -> !readyOnly || entry.state().equals(RepositoryEntry.READY))
                .toList();
    }

    /**
     * @param parameter of a request to load or unload
     * @throws InvalidInferenceRequestException if ignoring it would change the meaning of the request
     */
    static void requireKnown(String parameter) {
        if (parameter.equals(CONFIGURATION) || parameter.startsWith(FILE)) {
            throw new InvalidInferenceRequestException("The parameter '" + CONFIGURATION + "' and files ('" + FILE
                    + "…') are not supported: a model is loaded as it is in the model store. Put its files there, then"
                    + " load it without parameters.");
        }
    }

    /**
     * Loads or reloads a model.
     *
     * @param name of a folder of the store
     * @param parameters names of those in the request
     * @throws InvalidInferenceRequestException if one of them is unsupported
     * @throws ModelUnavailableException if there is no such folder, or no version becomes ready
     * @throws IOException if the store cannot be read
     */
    public void load(String name, Iterable<String> parameters) throws IOException {
        parameters.forEach(ModelRepository::requireKnown);
        Model loaded = store.load(name).orElseThrow(() -> notLoaded(name));
        if (loaded.serving().isEmpty()) {
            throw new ModelUnavailableException(
                    Reason.NOT_READY,
                    "No version of '" + name + "' became ready: "
                            + loaded.versions().values().stream()
                                    .flatMap(version ->
                                            version
                                                    .failure()
                                                    .map(failure -> version.number() + ": " + failure)
                                                    .stream())
                                    .toList());
        }
    }

    private ModelUnavailableException notLoaded(String name) {
        return store.unloaded().contains(name)
                ? new ModelUnavailableException(
                        Reason.NOT_READY, "'" + name + "' was unloaded while it was being loaded.")
                : new ModelUnavailableException(Reason.UNKNOWN_MODEL, "The model store has no folder '" + name + "'.");
    }

    /**
     * @param name of a model; it stays unloaded until it is loaded by name
     * @throws ModelUnavailableException if there is no such model
     */
    public void unload(String name) {
        if (!store.unload(name)) {
            throw new ModelUnavailableException(Reason.UNKNOWN_MODEL, "There is no model '" + name + "'.");
        }
    }
}
