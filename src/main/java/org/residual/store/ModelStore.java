package org.residual.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.residual.store.file.InvalidModelException;
import org.residual.store.listing.Origin;
import org.residual.store.listing.PassedOver;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.Model;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded models, from a folder per model with a folder per version. The files may change at any time;
 * {@link #refresh} follows. A new version is loaded and checked while the old one serves; the old one is closed when
 * its last request has ended. Safe for use by many threads: reading the models, unloading one and recording a demand
 * never wait for a load in progress.
 */
public final class ModelStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    /**
     * Held from before an update is fetched until it has been applied, so that updates are applied in order. Taken
     * before {@link #loading}, never after it: models can be loaded on demand while an update is fetched.
     */
    private final Object following = new Object();

    /** Guards the reconciler with everything that it changes, except the shown models, and {@link #readable}. */
    private final LoadingLock loading;

    private final Origin origin;
    private final StoreFolder folder;
    private final LoadingAttempts loader;
    private final HeldModels heldModels;
    private final ShownModels shownModels;
    private final StoreReconciler reconciler;
    private final Demands demands;

    private boolean readable = true;

    private ModelStore(
            Origin origin,
            VersionLoader loader,
            VersionPolicy policy,
            HeldModels heldModels,
            Duration settleTime,
            LongSupplier nanoClock) {
        this.origin = origin;
        this.folder = new StoreFolder(origin);
        this.loader = new LoadingAttempts(loader);
        this.heldModels = heldModels;
        this.shownModels = new ShownModels();
        KnownVersions known = new KnownVersions(this.loader, new SettlingFiles(settleTime, nanoClock), shownModels);
        this.reconciler = new StoreReconciler(folder, policy, heldModels, known, shownModels);
        this.loading = new LoadingLock(reconciler::dropUnloaded);
        this.demands = new Demands(this::loadDemanded);
    }

    /**
     * Loads all models. A version that cannot be trusted is kept with its reason and does not affect the others.
     *
     * @param origin of the models; its folder is up to date
     * @param loader of versions
     * @param policy which versions are held
     * @param settleTime how long the files of a version must have been unchanged before they are loaded; ignored for
     *     this first load
     * @param nanoClock a clock such as {@link System#nanoTime}
     * @return the store, to be closed at the end
     * @throws InvalidModelException if the origin's folder cannot be read
     */
    public static ModelStore open(
            Origin origin, VersionLoader loader, VersionPolicy policy, Duration settleTime, LongSupplier nanoClock) {
        return open(origin, loader, policy, HeldModels.all(), settleTime, nanoClock);
    }

    /**
     * The same with models that are loaded on demand.
     *
     * @param heldModels which are loaded
     */
    public static ModelStore open(
            Origin origin,
            VersionLoader loader,
            VersionPolicy policy,
            HeldModels heldModels,
            Duration settleTime,
            LongSupplier nanoClock) {
        ModelStore store = new ModelStore(origin, loader, policy, heldModels, settleTime, nanoClock);
        try {
            store.loading.run(() -> {
                store.reconciler.reconcile(model -> true);
                return true;
            });
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The model store's folder '" + origin.folder() + "' is missing or cannot be read.", e);
        }
        return store;
    }

    /**
     * Follows changes on the disk: loads new or changed versions, once unchanged for the settle time, and drops removed
     * ones. A store that cannot be read is left as it was.
     *
     * @return whether some files still have to settle
     */
    public boolean refresh() {
        synchronized (following) {
            Origin.Update change = origin.fetch();
            return loading.run(() -> refresh(change));
        }
    }

    private boolean refresh(Origin.Update change) {
        try {
            change.apply();
            reconciler.reconcile(model -> false);
            readable = true;
        } catch (IOException | UncheckedIOException e) {
            // Once, not at every look.
            if (readable) {
                LOG.warn("The model store '{}' cannot be read now; what is loaded stays: {}", root(), e.toString());
            }
            readable = false;
        }
        return reconciler.isSettling();
    }

    /**
     * Loads a model, also if its files have changed or had failed.
     *
     * @param name of a model
     * @return the model; empty if it has no folder
     * @throws IOException if the store cannot be read
     */
    public Optional<Model> load(String name) throws IOException {
        synchronized (following) {
            Origin.Update change = origin.fetch();
            return loading.run(() -> {
                change.apply();
                reconciler.load(name);
                return model(name);
            });
        }
    }

    /**
     * Records a request for a model, and has it loaded if it is not, in place of a less recently requested one.
     *
     * @param name of a model
     * @return completes when that has been tried, with or without success; at once if there is nothing to load
     */
    public CompletableFuture<Void> demand(String name) {
        if (!heldModels.areLimited()) {
            return CompletableFuture.completedFuture(null);
        }
        heldModels.use(name);
        return demands.pending(name)
                .orElseGet(() ->
                        shownModels.isUnloaded(name) ? demands.load(name) : CompletableFuture.completedFuture(null));
    }

    private void loadDemanded(String name) throws IOException {
        loading.run(() -> {
            reconciler.loadDemanded(name);
            return true;
        });
    }

    /**
     * Unloads a model until it is loaded by name, whatever is on the disk. Does not wait: a version of it that is being
     * loaded is dropped once it is loaded.
     *
     * @param name of a model
     * @return whether it was present
     */
    public boolean unload(String name) {
        try {
            heldModels.takeOut(name);
            return shownModels.keepOut(name);
        } finally {
            loading.closeUnloaded();
        }
    }

    /** @return the names of the models that were unloaded by name */
    public Set<String> unloaded() {
        return shownModels.unloaded();
    }

    /** @return the entries of the store that belong to no version, but look as if they should */
    public List<PassedOver> passedOver() {
        return folder.passedOver();
    }

    /**
     * @return all models, by name
     */
    public Collection<Model> models() {
        return shownModels.all().values();
    }

    /**
     * @param name a model's name
     * @return the model; empty if there is none of that name
     */
    public Optional<Model> model(String name) {
        return Optional.ofNullable(shownModels.all().get(name));
    }

    /**
     * @param follower runs after each change of the models, not for the present ones. If it throws, it runs again at
     *     the next look
     */
    public void whenChanged(Runnable follower) {
        shownModels.whenChanged(follower);
    }

    /** The folders to watch for changes. */
    Path root() {
        return folder.path();
    }

    /** Gives up a version that is being loaded; if that hangs, its memory and that of the others is not freed. */
    @Override
    public void close() {
        demands.close();
        loader.stop();
        if (!loading.runLast(STOP_WITHIN, reconciler::close)) {
            LOG.warn("Loading a version hangs and did not finish within {}: stopping without it", STOP_WITHIN);
        }
    }
}
