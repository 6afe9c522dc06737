package org.residual.inference.model;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.residual.store.ModelStore;
import org.residual.store.version.Model;
import org.residual.store.version.VersionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether all required models are ready and the service is not stopping. A model is ready if one of its versions is. If
 * no models are required by name, readiness needs that no model of the store has failed; a model that is loading for
 * the first time does not count.
 */
public final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final ModelStore store;
    private final Set<String> required;
    private final boolean othersToo;
    private volatile boolean stopping;
    private Map<String, String> told = Map.of();

    /**
     * @param store holds the models
     * @param required names of the required models
     * @param othersToo whether a failure of any other model counts too
     */
    public Readiness(ModelStore store, Set<String> required, boolean othersToo) {
        this.store = store;
        this.required = Set.copyOf(required);
        this.othersToo = othersToo;
        store.whenChanged(this::tell);
        tell();
    }

    /** @return whether requests for all required models can be answered, and the service is not stopping */
    public boolean isReady() {
        return !stopping && unready().isEmpty();
    }

    /** Ends readiness for good, whatever the models' states. */
    public void stop() {
        stopping = true;
    }

    /** @return the models that prevent readiness, by name, each with its reason */
    public SortedMap<String, String> unready() {
        SortedMap<String, String> reasons = new TreeMap<>();
        for (String name : required) {
            if (store.model(name).flatMap(Model::serving).isEmpty()) {
                reasons.put(name, store.model(name).map(Readiness::reason).orElseGet(() -> missing(name)));
            }
        }
        if (othersToo) {
            store.models().stream()
                    .filter(model -> model.serving().isEmpty() && model.has(VersionState.FAILED))
                    .forEach(model -> reasons.put(model.name(), reason(model)));
        }
        return Collections.unmodifiableSortedMap(reasons);
    }

    private static String reason(Model model) {
        return model.has(VersionState.FAILED) ? "no version is ready" : "no version is loaded yet";
    }

    private String missing(String name) {
        if (store.unloaded().contains(name)) {
            return "unloaded";
        }
        return store.models().isEmpty()
                ? "missing: the model store holds no model"
                : "missing: the model store holds only "
                        + store.models().stream().map(Model::name).collect(Collectors.joining(", "));
    }

    /** @param follower runs after each change of the models, which may change readiness */
    public void whenChanged(Runnable follower) {
        store.whenChanged(follower);
    }

    /** One at a time, so that the last report reflects the last change. */
    private synchronized void tell() {
        SortedMap<String, String> now = unready();
        if (now.equals(told)) {
            return;
        }
        if (now.isEmpty()) {
            LOG.info("Ready: all required models are ready");
        } else {
            LOG.warn("Not ready until these models are: {}", now);
        }
        told = now;
    }
}
