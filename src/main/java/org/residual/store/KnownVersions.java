package org.residual.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.residual.store.file.VersionFolder;
import org.residual.store.version.LoadingVersion;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.Version;
import org.residual.store.version.VersionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outcome for the files of each version: loaded or failed. For one thread at a time. */
final class KnownVersions {
    private static final Logger LOG = LoggerFactory.getLogger(KnownVersions.class);

    private final LoadingAttempts loader;
    private final SettlingFiles settling;
    private final ShownModels shownModels;
    private final Map<VersionFolder, Known> known = new HashMap<>();
    /** To be closed as soon as requests can no longer find them. */
    private final List<ReadyVersion> replaced = new ArrayList<>();

    KnownVersions(LoadingAttempts loader, SettlingFiles settling, ShownModels shownModels) {
        this.loader = loader;
        this.settling = settling;
        this.shownModels = shownModels;
    }

    /** The outcome for files; and why they were rejected, if an earlier state of them is still served. */
    private record Known(
            Fingerprint files, Version version, @Nullable String rejection) {}

    /**
     * @param folder of a version
     * @param withoutSettling whether its files are loaded though they may still change
     * @return the current version, loaded if its files are new
     */
    Version current(VersionFolder folder, boolean withoutSettling) {
        Known before = known.get(folder);
        try {
            Fingerprint files = Fingerprint.of(folder);
            if (before != null && before.files.equals(files)) {
                settling.forget(folder);
                return before.version;
            }
            if (withoutSettling || settling.isSettled(folder, files)) {
                settling.forget(folder);
                return replace(folder, files, before);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read now: {}", folder.directory(), e.toString());
        }
        return before == null ? new LoadingVersion(folder.version()) : before.version;
    }

    private Version replace(VersionFolder folder, Fingerprint files, @Nullable Known before) {
        Optional<ReadyVersion> serving = before == null ? Optional.empty() : before.version.ready();
        if (serving.isEmpty()) {
            shownModels.change(shown -> shown.put(folder.model(), loading(shown.get(folder.model()), folder)));
        }
        Version loaded = loader.load(folder);
        Optional<String> failure = loaded.failure();
        if (serving.isPresent() && failure.isPresent()) {
            known.put(folder, new Known(files, serving.get(), failure.get()));
            return serving.get();
        }
        serving.ifPresent(replaced::add);
        known.put(folder, new Known(files, loaded, null));
        return loaded;
    }

    /** A model as shown to requests, with a version that is being loaded. */
    private static Model loading(@Nullable Model shown, VersionFolder folder) {
        SortedMap<Long, Version> versions = new TreeMap<>(shown == null ? Map.of() : shown.versions());
        versions.put(folder.version(), new LoadingVersion(folder.version()));
        return new Model(folder.model(), versions, shown == null ? Map.of() : shown.rejectedUpdates());
    }

    /** Why the files of a version were rejected, if an earlier state of them is still served. */
    Optional<String> rejection(VersionFolder folder) {
        return Optional.ofNullable(known.get(folder)).map(Known::rejection);
    }

    /** The versions of a model, the highest first. */
    List<VersionFolder> of(String model) {
        return known.keySet().stream()
                .filter(folder -> folder.model().equals(model))
                .sorted((a, b) -> Long.compare(b.version(), a.version()))
                .toList();
    }

    /** Whether something still has to settle. */
    boolean areSettling() {
        return !settling.isEmpty();
    }

    /** Forgets failures, so that they are tried again. */
    void forgetFailures(String model) {
        known.entrySet()
                .removeIf(entry -> entry.getKey().model().equals(model)
                        && entry.getValue().version.state() == VersionState.FAILED);
    }

    /** Forgets all others. */
    void retain(Set<VersionFolder> held) {
        settling.retain(held);
        drop(folder -> !held.contains(folder));
    }

    /** Forgets versions; those that were ready are to be closed. */
    void drop(Predicate<VersionFolder> gone) {
        known.entrySet().removeIf(entry -> {
            boolean dropped = gone.test(entry.getKey());
            if (dropped) {
                entry.getValue().version.ready().ifPresent(this::endServing);
            }
            return dropped;
        });
    }

    private void endServing(ReadyVersion version) {
        LOG.info("{} version {} is no longer served", version.model(), version.number());
        replaced.add(version);
    }

    /** Versions that are still shown, because an exception prevented their replacement, have to wait. */
    void closeReplaced() {
        for (ReadyVersion version : List.copyOf(replaced)) {
            if (!shownModels.contain(version)) {
                replaced.remove(version);
                version.close();
            }
        }
    }

    /** Closes everything, at the end. */
    void closeAll() {
        known.values().stream().flatMap(one -> one.version.ready().stream()).forEach(ReadyVersion::close);
        known.clear();
        closeReplaced();
    }
}
