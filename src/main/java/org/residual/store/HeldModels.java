package org.residual.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which models are loaded: all, or those that must be and, up to a number, those that were asked for last. Safe for use by
 * many threads.
 */
public final class HeldModels {
    private final int most;
    private final Set<String> always;
    /** Those asked for, the last one last. */
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
     * @param always those that are, whatever is asked for; fewer than that
     * @return these, and those asked for last
     */
    public static HeldModels atMost(int most, Set<String> always) {
        if (always.size() >= most) {
            throw new IllegalArgumentException("At most " + most + " models are to be loaded, but " + always
                    + " must be, and others beside them.");
        }
        return new HeldModels(most, always);
    }

    /** Whether some models may not be loaded. */
    boolean areLimited() {
        return most < Integer.MAX_VALUE;
    }

    synchronized boolean contain(String model) {
        return !areLimited() || always.contains(model) || recent.containsKey(model);
    }

    /** Notes that a model was asked for. */
    synchronized void use(String model) {
        recent.get(model);
    }

    /**
     * Takes a model in, and as many out as are too many then: those asked for least recently that nobody uses or, where
     * all are used, those that were asked for least recently.
     *
     * @param inUse whether requests for a model are being answered
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

    /** Takes a model out. */
    synchronized void takeOut(String model) {
        recent.remove(model);
    }
}
