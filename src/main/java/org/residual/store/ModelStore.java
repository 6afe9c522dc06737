package org.residual.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that are held: a folder for each model, in it a folder for each version. What is on the disk may change at
 * any time; {@link #refresh} follows. A version is loaded and checked beside the one that serves, which is closed when
 * its last request has ended.
 */
public final class ModelStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);

    private final Origin origin;
    private final Path root;
    /** Held while the disk is followed, so that one update is done before the next is fetched. */
    private final Object following = new Object();

    private final VersionLoader loader;
    private final VersionPolicy policy;
    private final Duration settleTime;
    private final LongSupplier nanoClock;

    private final Map<VersionFolder, Known> known = new HashMap<>();
    private final Map<VersionFolder, Unsettled> unsettled = new HashMap<>();
    private final Set<String> unloaded = new HashSet<>();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private boolean readable = true;
    /** The one that the folder was on when it last held models. */
    private Volume volume = Volume.NONE;

    private volatile SortedMap<String, Model> models = Collections.emptySortedMap();

    /** What came of files; and why they were rejected, if an earlier state of them is still served. */
    private record Known(Fingerprint files, Version version, String rejection) {}

    /** Files as they were seen first at a moment. */
    private record Unsettled(Fingerprint files, long since) {}

    private ModelStore(
            Origin origin, VersionLoader loader, VersionPolicy policy, Duration settleTime, LongSupplier nanoClock) {
        this.origin = origin;
        this.root = origin.folder();
        this.loader = loader;
        this.policy = policy;
        this.settleTime = settleTime;
        this.nanoClock = nanoClock;
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
        ModelStore store = new ModelStore(origin, loader, policy, settleTime, nanoClock);
        try {
            store.update(model -> true);
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
            return look(origin.fetch());
        }
    }

    private synchronized boolean look(Origin.Update change) {
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
        return !unsettled.isEmpty();
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
            return load(name, origin.fetch());
        }
    }

    private synchronized Optional<Model> load(String name, Origin.Update change) throws IOException {
        change.apply();
        unloaded.remove(name);
        known.entrySet()
                .removeIf(entry ->
                        entry.getKey().model().equals(name) && entry.getValue().version instanceof FailedVersion);
        update(name::equals);
        return model(name);
    }

    /**
     * Keeps a model out, whatever is on the disk, until it is loaded by name.
     *
     * @param name of a model
     * @return whether it was there
     */
    public synchronized boolean unload(String name) {
        boolean there = models.containsKey(name);
        if (there) {
            unloaded.add(name);
            look(Origin.Update.NONE);
        }
        return there;
    }

    /**
     * @return the names of the models that are on the disk and kept out
     */
    public synchronized Set<String> unloaded() {
        return Set.copyOf(unloaded);
    }

    private synchronized void update(Predicate<String> withoutSettling) throws IOException {
        SortedMap<String, Model> before = models;
        List<ReadyVersion> replaced = new ArrayList<>();
        Set<VersionFolder> held = new HashSet<>();
        SortedMap<String, Model> names = new TreeMap<>();
        List<Path> directories = folders(root, VersionFolder::isModel);
        requireVolume(directories.isEmpty());
        for (Path directory : directories) {
            String name = directory.getFileName().toString();
            if (!unloaded.contains(name)) {
                Model model = update(name, directory, withoutSettling.test(name), held, replaced);
                names.put(name, model);
                show(model);
            }
        }
        models = Collections.unmodifiableSortedMap(names);
        unsettled.keySet().retainAll(held);
        known.entrySet().removeIf(entry -> {
            boolean gone = !held.contains(entry.getKey());
            if (gone && entry.getValue().version instanceof ReadyVersion ready) {
                LOG.info("{} version {} is not served any more", ready.model(), ready.number());
                replaced.add(ready);
            }
            return gone;
        });
        // Only now that no request finds them any more.
        replaced.forEach(ReadyVersion::close);
        if (!models.equals(before)) {
            followers.forEach(Runnable::run);
        }
    }

    /** A folder that a volume was taken off looks like one whose models were taken out. */
    private void requireVolume(boolean empty) throws IOException {
        Volume now = Volume.of(root);
        if (empty && !now.equals(volume) && !volume.equals(Volume.NONE)) {
            throw new IOException("the volume is gone that the models were on");
        }
        volume = now;
    }

    /** So that what is ready serves while others are loaded. */
    private void show(Model model) {
        SortedMap<String, Model> shown = new TreeMap<>(models);
        shown.put(model.name(), model);
        models = Collections.unmodifiableSortedMap(shown);
    }

    private Model update(
            String name, Path directory, boolean withoutSettling, Set<VersionFolder> held, List<ReadyVersion> replaced)
            throws IOException {
        NavigableMap<Long, Version> versions = new TreeMap<>();
        Map<Long, String> rejections = new HashMap<>();
        int ready = 0;
        for (VersionFolder folder : versionsOf(name, directory)) {
            if (ready < policy.most()) {
                held.add(folder);
                Version version = current(folder, withoutSettling, replaced);
                versions.put(version.number(), version);
                ready += version instanceof ReadyVersion ? 1 : 0;
                Optional.ofNullable(known.get(folder))
                        .map(Known::rejection)
                        .ifPresent(reason -> rejections.put(folder.version(), reason));
            }
        }
        return new Model(name, versions, rejections);
    }

    /** The highest first. One that cannot be read now has what is known of it. */
    private List<VersionFolder> versionsOf(String name, Path directory) {
        try {
            return folders(directory, VersionFolder::isVersion).stream()
                    .map(VersionFolder::at)
                    .filter(folder -> policy.mayBeHeld(folder.version()))
                    .sorted((a, b) -> Long.compare(b.version(), a.version()))
                    .toList();
        } catch (IOException e) {
            LOG.warn("The model '{}' cannot be read now; what is loaded of it stays: {}", name, e.toString());
            return known.keySet().stream()
                    .filter(folder -> folder.model().equals(name))
                    .sorted((a, b) -> Long.compare(b.version(), a.version()))
                    .toList();
        }
    }

    /**
     * What cannot be looked at is no reason to believe that it is gone: neither entries that may not be read, nor a
     * parent that goes while its entries are looked at.
     */
    private static List<Path> folders(Path parent, Predicate<Path> named) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path entry : entries.filter(named).sorted().toList()) {
                if (isFolder(entry)) {
                    folders.add(entry);
                }
            }
        }
        Files.readAttributes(parent, BasicFileAttributes.class);
        return folders;
    }

    private static boolean isFolder(Path entry) throws IOException {
        try {
            return Files.readAttributes(entry, BasicFileAttributes.class).isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Version current(VersionFolder folder, boolean withoutSettling, List<ReadyVersion> replaced) {
        Known before = known.get(folder);
        try {
            Fingerprint files = Fingerprint.of(folder);
            if (before != null && before.files.equals(files)) {
                unsettled.remove(folder);
                return before.version;
            }
            if (withoutSettling || isSettled(folder, files)) {
                unsettled.remove(folder);
                return replace(folder, files, before, replaced);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read now: {}", folder.directory(), e.toString());
        }
        return before == null ? new LoadingVersion(folder.version()) : before.version;
    }

    private boolean isSettled(VersionFolder folder, Fingerprint files) {
        long now = nanoClock.getAsLong();
        Unsettled seen = unsettled.get(folder);
        if (seen == null || !seen.files.equals(files)) {
            seen = new Unsettled(files, now);
            unsettled.put(folder, seen);
        }
        return now - seen.since >= settleTime.toNanos();
    }

    private Version replace(VersionFolder folder, Fingerprint files, Known before, List<ReadyVersion> replaced) {
        Version loaded = load(folder);
        if (before != null && before.version instanceof ReadyVersion serving) {
            if (loaded instanceof FailedVersion failed) {
                known.put(folder, new Known(files, serving, failed.reason()));
                return serving;
            }
            replaced.add(serving);
        }
        known.put(folder, new Known(files, loaded, null));
        return loaded;
    }

    private Version load(VersionFolder folder) {
        try {
            ReadyVersion version = loader.load(folder);
            LOG.info(
                    "{} version {} is ready; its known answer was reproduced to {} on {}",
                    folder.model(),
                    folder.version(),
                    version.knownAnswerError(),
                    version.knownAnswerErrors().keySet());
            return version;
        } catch (InvalidModelException e) {
            LOG.error("{} version {} is not served: {}", folder.model(), folder.version(), e.getMessage());
            Optional<KnownAnswerDeviation> deviation = e instanceof AnswerNotReproducedException missed
                    ? Optional.of(missed.deviation())
                    : Optional.empty();
            return new FailedVersion(folder.version(), e.getMessage(), deviation);
        } catch (RuntimeException | InternalError e) {
            // Whatever the engine throws at one version must not keep the others from being served. An internal error
            // is what the JVM makes of a mapped file that was cut off meanwhile.
            LOG.error("{} version {} is not served", folder.model(), folder.version(), e);
            return new FailedVersion(
                    folder.version(), "The engine could not load it; the log says more.", Optional.empty());
        }
    }

    /**
     * @return all models, by name
     */
    public Collection<Model> models() {
        return models.values();
    }

    /**
     * @param name a model's name
     * @return the model; empty if there is none of that name
     */
    public Optional<Model> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /**
     * @param follower is run after each change of the models; not for those that are there already
     */
    public void whenChanged(Runnable follower) {
        followers.add(follower);
    }

    /** Where changes are to be looked for. */
    Path root() {
        return root;
    }

    @Override
    public synchronized void close() {
        models = Collections.emptySortedMap();
        known.values().stream()
                .map(Known::version)
                .filter(ReadyVersion.class::isInstance)
                .map(ReadyVersion.class::cast)
                .forEach(ReadyVersion::close);
        known.clear();
    }
}
