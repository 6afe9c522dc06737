package org.residual.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFolder;
import org.residual.store.listing.ModelFolder;
import org.residual.store.listing.Origin;
import org.residual.store.listing.PassedOver;
import org.residual.store.listing.StoreListing;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.UnloadedVersion;
import org.residual.store.version.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that are held: a folder for each model, in it a folder for each version. What is on the disk may change at
 * any time; {@link #refresh} follows. A version is loaded and checked beside the one that serves, which is closed when
 * its last request has ended.
 */
public final class ModelStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final Origin origin;
    private final Path root;
    /** Held while the disk is followed, so that one update is done before the next is fetched. */
    private final Object following = new Object();

    private final LoadingAttempts loader;
    private final VersionPolicy policy;
    private final KnownVersions known;
    private final ShownModels shownModels = new ShownModels();
    private final HeldModels heldModels;
    private final Demands demands = new Demands(this::hold);

    private boolean readable = true;
    /** The one that the folder was on when it last held models. */
    private Volume volume = Volume.NONE;

    /** Held while versions are loaded, which takes long; nobody who asks or unloads waits for it. */
    private final ReentrantLock loading = new ReentrantLock();

    private volatile List<PassedOver> passedOver = List.of();
    /** Whether versions of unloaded models are still to be closed. */
    private volatile boolean unloading;

    private ModelStore(
            Origin origin,
            VersionLoader loader,
            VersionPolicy policy,
            HeldModels heldModels,
            Duration settleTime,
            LongSupplier nanoClock) {
        this.origin = origin;
        this.heldModels = heldModels;
        this.root = origin.folder();
        this.loader = new LoadingAttempts(loader);
        this.policy = policy;
        this.known = new KnownVersions(this.loader, new SettlingFiles(settleTime, nanoClock), shownModels);
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
            store.whileLoading(() -> {
                store.update(model -> true);
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
            return whileLoading(() -> look(change));
        }
    }

    /** What is done by one at a time, and takes as long as versions take to load. */
    @FunctionalInterface
    private interface Loading<T, E extends Exception> {
        T run() throws E;
    }

    private <T, E extends Exception> T whileLoading(Loading<T, E> work) throws E {
        loading.lock();
        try {
            return work.run();
        } finally {
            loading.unlock();
            closeUnloaded();
        }
    }

    private boolean look(Origin.Update change) {
        try {
            change.apply();
            update(model -> false);
            readable = true;
        } catch (IOException | UncheckedIOException e) {
            // Once, and not at every look.
            if (readable) {
                LOG.warn("The model store '{}' cannot be read now; what is loaded stays: {}", root, e.toString());
            }
            readable = false;
        }
        return known.areSettling();
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
            return whileLoading(() -> load(name, change));
        }
    }

    private Optional<Model> load(String name, Origin.Update change) throws IOException {
        change.apply();
        dropUnloaded();
        shownModels.letIn(name);
        takeIn(name);
        known.forgetFailures(name);
        update(name::equals);
        return model(name);
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

    private void hold(String name) throws IOException {
        whileLoading(() -> {
            if (shownModels.isUnloaded(name)) {
                takeIn(name);
                update(name::equals);
            }
            return true;
        });
    }

    /** What goes out for it is gone before it is loaded, or as soon as requests for that have been answered. */
    private void takeIn(String name) {
        heldModels.takeIn(name, shownModels::isInUse);
        shownModels.change(shown -> shown.replaceAll((model, is) -> heldModels.contain(model) ? is : is.unloaded()));
        known.drop(folder -> !heldModels.contain(folder.model()));
        known.closeReplaced();
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
            unloading = true;
            closeUnloaded();
        }
    }

    /** By whoever loads, after that; or now if nobody does. */
    private void closeUnloaded() {
        while (unloading && loading.tryLock()) {
            try {
                dropUnloaded();
            } finally {
                loading.unlock();
            }
        }
    }

    private void dropUnloaded() {
        unloading = false;
        Set<String> out = shownModels.unloaded();
        known.drop(folder -> out.contains(folder.model()));
        known.closeReplaced();
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
        return passedOver;
    }

    private void update(Predicate<String> withoutSettling) throws IOException {
        StoreListing listing = new StoreListing(root, origin.onlyModel());
        List<ModelFolder> folders = listing.models();
        requireVolume(folders.isEmpty());
        try {
            update(listing, folders, withoutSettling);
        } finally {
            known.closeReplaced();
        }
        tell(Stream.concat(listing.passedOver().stream(), origin.passedOver().stream())
                .distinct()
                .toList());
    }

    private void update(StoreListing listing, List<ModelFolder> folders, Predicate<String> withoutSettling) {
        Set<VersionFolder> held = new HashSet<>();
        SortedMap<String, Model> names = new TreeMap<>();
        for (ModelFolder folder : folders) {
            String name = folder.name();
            if (!shownModels.unloaded().contains(name)) {
                Model model = update(listing, folder, withoutSettling.test(name), held);
                names.put(name, model);
                // So that what is ready serves while others are loaded.
                shownModels.change(shown -> shown.put(name, model));
            }
        }
        shownModels.change(shown -> {
            shown.clear();
            shown.putAll(names);
        });
        known.retain(held);
    }

    /** Once, and not at every look. */
    private void tell(List<PassedOver> now) {
        now.stream()
                .filter(entry -> !passedOver.contains(entry))
                .forEach(entry -> LOG.warn("'{}' in the model store is passed over: {}", entry.path(), entry.reason()));
        passedOver = now;
    }

    /** A folder that a volume was taken off looks like one whose models were taken out. */
    private void requireVolume(boolean empty) throws IOException {
        Volume now = Volume.of(root);
        if (empty && !now.equals(volume) && !volume.equals(Volume.NONE)) {
            throw new IOException("the volume is gone that the models were on");
        }
        volume = now;
    }

    private Model update(StoreListing listing, ModelFolder model, boolean withoutSettling, Set<VersionFolder> held) {
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
                ready += version instanceof ReadyVersion ? 1 : 0;
                known.rejection(folder).ifPresent(reason -> rejections.put(folder.version(), reason));
            }
        }
        return new Model(name, versions, rejections);
    }

    /** The highest first. One that cannot be read now has what is known of it. */
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
        return root;
    }

    /** A version that is being loaded is given up; if that hangs, its memory and that of the others is left as it is. */
    @Override
    public void close() {
        demands.close();
        loader.stop();
        if (!hasStoppedLoading()) {
            LOG.warn("Loading a version hangs and did not end within {}: stopping without it", STOP_WITHIN);
            return;
        }
        try {
            shownModels.clear();
            known.closeAll();
        } finally {
            loading.unlock();
        }
    }

    private boolean hasStoppedLoading() {
        try {
            return loading.tryLock(STOP_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
