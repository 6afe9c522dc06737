package org.residual.engine;

import java.io.IOException;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.EngineUnavailableException;

/**
 * Computes networks. An implementation has a constructor without parameters and a line in {@code
 * META-INF/services/org.residual.engine.Engine}, where the order of the lines is the order of preference. The last is the reference: it
 * runs every network of {@link org.residual.nn}.
 */
public interface Engine {
    /** @return its name in settings, logs and metrics, such as {@code pytorch} */
    String name();

    /**
     * Loads the engine's native library, unless it is loaded.
     *
     * @throws EngineUnavailableException if the library cannot be unpacked or loaded, saying what to set
     */
    void start();

    /**
     * @param network a network of a store
     * @param device of the predictor
     * @return whether this engine can compute that network there
     */
    boolean runs(StoredNetwork network, ComputeDevice device);

    /**
     * @param network accepted by {@link #runs}
     * @param device accepted by {@link #runs}
     * @return the memory of the loaded network, in bytes outside Java's heap; 0 if that is checked while it is loaded
     */
    long preparedBytes(StoredNetwork network, ComputeDevice device);

    /**
     * Loads a network, and the engine before, if necessary. Its answers must not be trusted before it has reproduced
     * its known answer.
     *
     * @param network accepted by {@link #runs}
     * @param device accepted by {@link #runs}
     * @return the network, to be closed
     * @throws IOException if the network cannot be read
     */
    PreparedNetwork prepare(StoredNetwork network, ComputeDevice device) throws IOException;
}
