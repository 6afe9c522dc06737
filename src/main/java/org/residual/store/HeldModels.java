package org.residual.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which models are loaded: all; or the pinned ones and, up to a number, the most recently requested ones. Safe for use
 * by many threads.
 */
public final class HeldModels {
    private final int most;
    private final Set<String> always;
    /** In order of the last request, the most recent last. */
    private final Map<String, Boolean> recent = new LinkedHashMap<>(16, 0.75f, true);

    private HeldModels(int most, Set<String> always) {
        this.most = most;
        this.always = Set.copyOf(always);
    }

    /**
     * @return all models are loaded
     */
    public static HeldModels all() {
        return new HeldModels(Integer.MAX_VALUE, Set.of());
    }

    /**
     * @param most how many models are loaded at a time
     * @param always models that stay loaded; fewer than {@code most}
     * @return these, and the most recently requested ones
     */
    public static HeldModels atMost(int most, Set<String> always) {
        if (always.size() >= most) {
            throw new IllegalArgumentException("At most " + most + " models may be loaded, but " + always
                    + " must stay loaded, and others need room beside them.");
        }
        return new HeldModels(most, always);
    }

    /** Whether some models may be unloaded. */
    boolean areLimited() {
        return most < Integer.MAX_VALUE;
    }

    synchronized boolean contain(String model) {
        return !areLimited() || always.contains(model) || recent.containsKey(model);
    }

    /** Records a request for a model. */
    synchronized void use(String model) {
        recent.get(model);
    }

    /**
     * Adds a model, and removes as many as are then too many: the least recently requested of those without requests in
     * progress or, if all have some, of all.
     *
     * @param inUse whether requests for a model are in progress
     */
    synchronized void takeIn(String model, Predicate<String> inUse) {
        if (!areLimited() || always.contains(model)) {
            return;
        }
        recent.put(model, true);
        while (recent.size() > most - always.size()) {
            List<String> others = new ArrayList<>(recent.keySet());
            others.remove(model);
            Optional<String> idle = others.stream().filter(inUse.negate()).findFirst();
            recent.remove(idle.orElse(others.get(0)));
        }
    }

    /** Removes a model. */
    synchronized void takeOut(String model) {
        recent.remove(model);
    }
}
