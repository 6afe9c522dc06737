package org.residual.store;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.residual.nn.ComputeDevice;
import org.residual.nn.Network;

/** A version's network on each device that it is to be run on, and the memory of the weights there. */
final class PlacedNetworks implements AutoCloseable {
    private final Map<ComputeDevice, Network> networks = new LinkedHashMap<>();
    private final Map<ComputeDevice, Double> errors = new LinkedHashMap<>();
    private final List<NDManager> memories = new ArrayList<>();

    /**
     * @param device where memory is to be
     * @return owns arrays there, until this is closed
     */
    NDManager memoryOn(ComputeDevice device) {
        NDManager memory = device.newManager();
        memories.add(memory);
        return memory;
    }

    /**
     * @param device where the network's parameters lie
     * @param network prepared for inference
     * @param error by how much it missed the known answer there
     */
    void put(ComputeDevice device, Network network, double error) {
        networks.put(device, network);
        errors.put(device, error);
    }

    Network on(ComputeDevice device) {
        Network network = networks.get(device);
        if (network == null) {
            throw new IllegalArgumentException(
                    "The version was loaded for " + networks.keySet() + ", not for " + device);
        }
        return network;
    }

    Map<ComputeDevice, Double> errors() {
        return Collections.unmodifiableMap(errors);
    }

    double largestError() {
        return Collections.max(errors.values());
    }

    /** Frees the memory on all devices. */
    @Override
    public void close() {
        memories.forEach(NDManager::close);
    }
}
