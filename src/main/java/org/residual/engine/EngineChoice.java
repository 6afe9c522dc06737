package org.residual.engine;

import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The choice of the engine: {@code auto}, which is the faster one for the kind of device, or an engine by name. Other
 * engines still compute networks that the chosen one cannot.
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
     * @throws IllegalArgumentException if there is no such engine, naming the present ones
     */
    public static EngineChoice of(String text) {
        EngineChoice choice = new EngineChoice(text.strip().toLowerCase(Locale.ROOT));
        choice.among(Engines.installed());
        return choice;
    }

    /**
     * @param engines that are present
     * @return the same in the order of preference
     * @throws IllegalArgumentException if the chosen one is missing, naming the present ones
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
