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
 * The models as requests see them, less those that are kept out. To read them waits for nothing, whatever is being
 * loaded. Safe for use by many threads.
 */
final class ShownModels {
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    /** Who has not followed the last change. */
    private final Set<Runnable> untold = ConcurrentHashMap.newKeySet();

    private volatile SortedMap<String, Model> models = Collections.emptySortedMap();
    private volatile Set<String> unloaded = Set.of();

    /** All that are shown, by name. */
    SortedMap<String, Model> all() {
        return models;
    }

    /** Whether a version can still be found by requests. */
    boolean contain(Version version) {
        return models.values().stream().anyMatch(model -> model.versions().containsValue(version));
    }

    /** Whether a version of a model is loaded when it is asked for. */
    boolean isUnloaded(String model) {
        return has(model, version -> version.state() == VersionState.UNLOADED);
    }

    /** Whether requests for a model are being answered. */
    boolean isInUse(String model) {
        return has(
                model, version -> version.ready().filter(ReadyVersion::isInUse).isPresent());
    }

    private boolean has(String name, Predicate<Version> property) {
        Model model = models.get(name);
        return model != null && model.versions().values().stream().anyMatch(property);
    }

    /** The names of the models that are kept out. */
    Set<String> unloaded() {
        return unloaded;
    }

    /**
     * Keeps a model out until it is let in.
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

    /** Shows a model again as soon as there is something to show of it. */
    synchronized void letIn(String name) {
        Set<String> names = new HashSet<>(unloaded);
        names.remove(name);
        unloaded = Set.copyOf(names);
    }

    /** Changes what is shown, of which models that are kept out are no part, and tells the followers. */
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

    /** Each of them, whatever another throws; and who throws is told again at the next change or look. */
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
            throw new IllegalStateException("Not all could follow a change of the models.", problems.get(0));
        }
    }

    /**
     * @param follower is run after each change; not for what is shown already
     */
    void whenChanged(Runnable follower) {
        followers.add(follower);
    }

    /** At the end: nobody is told. */
    void clear() {
        models = Collections.emptySortedMap();
    }
}
