package org.residual.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.EngineUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines of this process.
 *
 * @param inOrder the preferred first
 * @param reference the engine that all others are compared with, which runs every network of {@link org.residual.nn}
 */
public record Engines(List<Engine> inOrder, Engine reference) {
    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

    /** Copies the list. */
    public Engines {
        inOrder = List.copyOf(inOrder);
    }

    /** @return all installed engines, the preferred first */
    public static Engines installed() {
        List<Engine> engines = ServiceLoader.load(Engine.class, Engine.class.getClassLoader()).stream()
                .map(Provider::get)
                .toList();
        return new Engines(engines, engines.get(engines.size() - 1));
    }

    /**
     * @param name of an engine
     * @return the same, this one first: the others run networks that it cannot
     */
    Engines preferring(String name) {
        List<Engine> sorted = new ArrayList<>(inOrder);
        sorted.sort(Comparator.comparing(engine -> !engine.name().equals(name)));
        return new Engines(sorted, reference);
    }

    /**
     * Starts the preferred engine; if it cannot be started, the next one. The others are started when needed.
     *
     * @throws EngineUnavailableException if none can be started, saying what to set for the reference
     */
    public void start() {
        for (Engine engine : inOrder) {
            try {
                engine.start();
                return;
            } catch (EngineUnavailableException e) {
                LOG.warn("{} is not used: {}", engine.name(), e.getMessage());
            }
        }
        reference.start();
    }

    /**
     * @param network a network of a store
     * @param device of the predictor
     * @return the engines that can compute that network there, the preferred first
     */
    public List<Engine> running(StoredNetwork network, ComputeDevice device) {
        return inOrder.stream().filter(engine -> engine.runs(network, device)).toList();
    }
}
