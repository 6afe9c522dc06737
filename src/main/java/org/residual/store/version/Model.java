package org.residual.store.version;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A model and its versions.
 *
 * @param name as in URLs
 * @param versions by number
 * @param rejectedUpdates why the changed files of a version are not served
 */
public record Model(String name, SortedMap<Long, Version> versions, Map<Long, String> rejectedUpdates) {
    /** Copies the maps. */
    public Model {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
        rejectedUpdates = Map.copyOf(rejectedUpdates);
    }

    /** The same with nothing loaded. */
    public Model unloaded() {
        SortedMap<Long, Version> without = new TreeMap<>();
        versions.keySet().forEach(number -> without.put(number, new UnloadedVersion(number)));
        return new Model(name, without, Map.of());
    }

    /** @return the version that answers by default: the highest that is ready; empty if none is */
    public Optional<ReadyVersion> serving() {
        return ready().reduce((lower, higher) -> higher);
    }

    /**
     * @return the versions that are ready, the lowest first
     */
    public Stream<ReadyVersion> ready() {
        return versions.values().stream().flatMap(version -> version.ready().stream());
    }

    /**
     * @return whether one of its versions is in a state
     */
    public boolean has(VersionState state) {
        return versions.values().stream().anyMatch(version -> version.state() == state);
    }
}
