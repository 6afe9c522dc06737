package org.residual.store;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.residual.store.file.VersionFolder;
import org.residual.store.listing.ModelFolder;
import org.residual.store.listing.StoreListing;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.version.Model;
import org.residual.store.version.UnloadedVersion;
import org.residual.store.version.Version;
import org.residual.store.version.VersionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the loaded versions in line with the store's folder, and shows each model as soon as it is loaded. For one
 * thread at a time; others may show and hide models meanwhile.
 */
final class StoreReconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreReconciler.class);

    private final StoreFolder store;
    private final VersionPolicy policy;
    private final HeldModels heldModels;
    private final KnownVersions known;
    private final ShownModels shownModels;

    /**
     * @param store the folder
     * @param policy which versions are held
     * @param heldModels which models are loaded
     * @param known the outcome for the files of versions
     * @param shownModels the models as requests see them
     */
    StoreReconciler(
            StoreFolder store,
            VersionPolicy policy,
            HeldModels heldModels,
            KnownVersions known,
            ShownModels shownModels) {
        this.store = store;
        this.policy = policy;
        this.heldModels = heldModels;
        this.known = known;
        this.shownModels = shownModels;
    }

    /**
     * Loads new or changed versions, once their files have settled, and drops removed ones.
     *
     * @param withoutSettling whether a model is loaded though its files may still change
     * @throws IOException if the folder cannot be read; then nothing has changed
     */
    void reconcile(Predicate<String> withoutSettling) throws IOException {
        StoreListing listing = store.list();
        try {
            reconcile(listing, withoutSettling);
        } finally {
            known.closeReplaced();
        }
        store.reportPassedOver(listing);
    }

    private void reconcile(StoreListing listing, Predicate<String> withoutSettling) {
        Set<VersionFolder> held = new HashSet<>();
        SortedMap<String, Model> names = new TreeMap<>();
        for (ModelFolder folder : listing.models()) {
            String name = folder.name();
            if (!shownModels.unloaded().contains(name)) {
                Model model = reconcile(listing, folder, withoutSettling.test(name), held);
                names.put(name, model);
                // Models that are ready serve while others are loaded.
                shownModels.change(shown -> shown.put(name, model));
            }
        }
        shownModels.change(shown -> {
            shown.clear();
            shown.putAll(names);
        });
        known.retain(held);
    }

    private Model reconcile(StoreListing listing, ModelFolder model, boolean withoutSettling, Set<VersionFolder> held) {
        String name = model.name();
        NavigableMap<Long, Version> versions = new TreeMap<>();
        Map<Long, String> rejections = new HashMap<>();
        int ready = 0;
        for (VersionFolder folder : versionsOf(listing, model)) {
            if (!heldModels.contain(name)) {
                versions.put(folder.version(), new UnloadedVersion(folder.version()));
            } else if (ready < policy.most() && !shownModels.unloaded().contains(name)) {
                held.add(folder);
                Version version = known.current(folder, withoutSettling);
                versions.put(version.number(), version);
                ready += version.state() == VersionState.READY ? 1 : 0;
                known.rejection(folder).ifPresent(reason -> rejections.put(folder.version(), reason));
            }
        }
        return new Model(name, versions, rejections);
    }

    /** The highest first. A version that cannot be read now keeps its known outcome. */
    private List<VersionFolder> versionsOf(StoreListing listing, ModelFolder model) {
        String name = model.name();
        try {
            return listing.versions(model).stream()
                    .filter(folder -> policy.mayBeHeld(folder.version()))
                    .sorted((a, b) -> Long.compare(b.version(), a.version()))
                    .toList();
        } catch (IOException e) {
            LOG.warn("The model '{}' cannot be read now; what is loaded of it stays: {}", name, e.toString());
            return known.of(name);
        }
    }

    /** Loads a model, though it was unloaded by name, and retries those of its versions that had failed. */
    void load(String name) throws IOException {
        // Versions loaded before it was unloaded must not be found again.
        dropUnloaded();
        shownModels.letIn(name);
        makeRoomFor(name);
        known.forgetFailures(name);
        reconcile(name::equals);
    }

    /** Loads a model that was unloaded in favour of others, if it still is unloaded. */
    void loadDemanded(String name) throws IOException {
        if (shownModels.isUnloaded(name)) {
            makeRoomFor(name);
            reconcile(name::equals);
        }
    }

    /**
     * The model that it replaces is closed before the new one is loaded, or as soon as its requests have been answered.
     */
    private void makeRoomFor(String name) {
        heldModels.takeIn(name, shownModels::isInUse);
        shownModels.change(shown -> shown.replaceAll((model, is) -> heldModels.contain(model) ? is : is.unloaded()));
        known.drop(folder -> !heldModels.contain(folder.model()));
        known.closeReplaced();
    }

    /** Drops the versions of the models that were unloaded by name. */
    void dropUnloaded() {
        Set<String> out = shownModels.unloaded();
        known.drop(folder -> out.contains(folder.model()));
        known.closeReplaced();
    }

    /** Whether the files of a version have yet to settle. */
    boolean isSettling() {
        return known.areSettling();
    }

    /** At the end: shows nothing any more, and closes all versions. */
    @Override
    public void close() {
        shownModels.clear();
        known.closeAll();
    }
}
