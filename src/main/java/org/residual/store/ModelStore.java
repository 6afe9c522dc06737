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
 * The models that are held: a folder for each model, in it a folder for each version. What is on the disk may change at
 * any time; {@link #refresh} follows. A version is loaded and checked beside the one that serves, which is closed when
 * its last request has ended. Safe for use by many threads: to read the models, to unload one and to note a demand wait
 * for nothing, whatever is being loaded.
 */
public final class ModelStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    /**
     * Held from before an update is fetched until it has been applied, so that updates are applied in their order. Taken
     * before {@link #loading}, never after it: a model that is demanded is loaded while an update is fetched.
     */
    private final Object following = new Object();

    /** Guards the reconciler, with all that it changes except for the models that are shown, and {@link #readable}. */
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
     * Loads what there is. A version that cannot be trusted is kept with its reason and disturbs no other.
     *
     * @param origin where the models come from; its folder is up to date
     * @param loader loads a version
     * @param policy which versions are held
     * @param settleTime how long the files of a version must have been still before they are loaded; not heeded now
     * @param nanoClock a clock such as {@link System#nanoTime}
     * @return the store, to be closed when nothing is served any more
     * @throws InvalidModelException if the origin has no folder that can be read
     */
    public static ModelStore open(
            Origin origin, VersionLoader loader, VersionPolicy policy, Duration settleTime, LongSupplier nanoClock) {
        return open(origin, loader, policy, HeldModels.all(), settleTime, nanoClock);
    }

    /**
     * The same with models that are loaded when they are asked for.
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
                    "The model store has no folder '" + origin.folder() + "' that can be read.", e);
        }
        return store;
    }

    /**
     * Follows what has changed on the disk: loads what is new or other than it was, once it has been still for the settle
     * time, and drops what has gone. A store that cannot be read is left as it was.
     *
     * @return whether something still has to settle
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
            // Once, and not at every look.
            if (readable) {
                LOG.warn("The model store '{}' cannot be read now; what is loaded stays: {}", root(), e.toString());
            }
            readable = false;
        }
        return reconciler.isSettling();
    }

    /**
     * Loads a model, again where its files have changed or had failed.
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
     * Notes that a model is asked for, and has it loaded if it is not, in place of one that was asked for less recently.
     *
     * @param name of a model
     * @return ends when that was tried, whatever came of it; at once if there is nothing to load
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
     * Keeps a model out, whatever is on the disk, until it is loaded by name. Waits for nothing: a version of it that is
     * being loaded is dropped as soon as it has been.
     *
     * @param name of a model
     * @return whether it was there
     */
    public boolean unload(String name) {
        try {
            heldModels.takeOut(name);
            return shownModels.keepOut(name);
        } finally {
            loading.closeUnloaded();
        }
    }

    /**
     * @return the names of the models that are kept out
     */
    public Set<String> unloaded() {
        return shownModels.unloaded();
    }

    /**
     * @return what lies in the store and belongs to no version, though somebody may think it does
     */
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
     * @param follower is run after each change of the models; not for those that are there already. If it throws, it is
     *     run again at the next look
     */
    public void whenChanged(Runnable follower) {
        shownModels.whenChanged(follower);
    }

    /** Where changes are to be looked for. */
    Path root() {
        return folder.path();
    }

    /** A version that is being loaded is given up; if that hangs, its memory and that of the others is left as it is. */
    @Override
    public void close() {
        demands.close();
        loader.stop();
        if (!loading.runLast(STOP_WITHIN, reconciler::close)) {
            LOG.warn("Loading a version hangs and did not end within {}: stopping without it", STOP_WITHIN);
        }
    }
}
