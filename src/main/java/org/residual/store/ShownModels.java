package org.residual.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.Version;
import org.residual.store.version.VersionState;

/**
 * The models as requests see them, without those unloaded by name. Reading them never waits for a load in progress.
 * Safe for use by many threads.
 */
final class ShownModels {
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    /** Followers that have missed the last change. */
    private final Set<Runnable> untold = ConcurrentHashMap.newKeySet();

    private volatile SortedMap<String, Model> models = Collections.emptySortedMap();
    private volatile Set<String> unloaded = Set.of();

    /** All that are shown, by name. */
    SortedMap<String, Model> all() {
        return models;
    }

    /** Whether requests can still find a version. */
    boolean contain(Version version) {
        return models.values().stream().anyMatch(model -> model.versions().containsValue(version));
    }

    /** Whether a version of a model can be loaded on demand. */
    boolean isUnloaded(String model) {
        return has(model, version -> version.state() == VersionState.UNLOADED);
    }

    /** Whether requests for a model are in progress. */
    boolean isInUse(String model) {
        return has(
                model, version -> version.ready().filter(ReadyVersion::isInUse).isPresent());
    }

    private boolean has(String name, Predicate<Version> property) {
        Model model = models.get(name);
        return model != null && model.versions().values().stream().anyMatch(property);
    }

    /** The names of the models that were unloaded by name. */
    Set<String> unloaded() {
        return unloaded;
    }

    /**
     * Hides a model until it is admitted again.
     *
     * @return whether it was shown
     */
    boolean keepOut(String name) {
        synchronized (this) {
            if (!models.containsKey(name)) {
                return false;
            }
            Set<String> names = new HashSet<>(unloaded);
            names.add(name);
            unloaded = Set.copyOf(names);
        }
        change(shown -> {});
        return true;
    }

    /** Shows a model again as soon as it has a version to show. */
    synchronized void letIn(String name) {
        Set<String> names = new HashSet<>(unloaded);
        names.remove(name);
        unloaded = Set.copyOf(names);
    }

    /** Changes the shown models, except hidden ones, and tells the followers. */
    void change(Consumer<SortedMap<String, Model>> change) {
        synchronized (this) {
            SortedMap<String, Model> shown = new TreeMap<>(models);
            change.accept(shown);
            shown.keySet().removeAll(unloaded);
            if (!shown.equals(models)) {
                models = Collections.unmodifiableSortedMap(shown);
                untold.addAll(followers);
            }
        }
        tellFollowers();
    }

    /** Runs each follower, whatever another throws; one that throws runs again at the next change or look. */
    private void tellFollowers() {
        List<Throwable> problems = new ArrayList<>();
        for (Runnable follower : followers) {
            if (untold.remove(follower)) {
                try {
                    follower.run();
                } catch (RuntimeException | Error e) {
                    untold.add(follower);
                    problems.add(e);
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException("Some followers failed after a change of the models.", problems.get(0));
        }
    }

    /** @param follower runs after each change; not for the models shown already */
    void whenChanged(Runnable follower) {
        followers.add(follower);
    }

    /** At the end, without telling the followers. */
    void clear() {
        models = Collections.emptySortedMap();
    }
}
