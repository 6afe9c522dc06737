package org.residual.engine;

import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which engine computes networks: {@code auto}, which is the faster one on the kind of device, or one by its name. Another
 * still computes what the chosen one cannot.
 */
public final class EngineChoice {
    private static final String AUTO = "auto";

    private final String name;

    private EngineChoice(String name) {
        this.name = name;
    }

    /**
     * @param text as above
     * @return the choice
     * @throws IllegalArgumentException if there is no such engine, naming those that there are
     */
    public static EngineChoice of(String text) {
        EngineChoice choice = new EngineChoice(text.strip().toLowerCase(Locale.ROOT));
        choice.among(Engines.installed());
        return choice;
    }

    /**
     * @param engines those that there are
     * @return the same in the order of preference
     * @throws IllegalArgumentException if the chosen one is not among them, naming those that are
     */
    public Engines among(Engines engines) {
        if (name.equals(AUTO)) {
            return engines;
        }
        if (engines.inOrder().stream().noneMatch(engine -> engine.name().equals(name))) {
            String names = engines.inOrder().stream().map(Engine::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("'" + name + "' is not an engine: use auto, or one of " + names + ".");
        }
        return engines.preferring(name);
    }
}
