package org.residual.store.version;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.residual.engine.PreparedNetwork;
import org.residual.evidence.MapGrid;
import org.residual.nn.device.ComputeDevice;

/** A version's network on each of its devices. */
public final class PlacedNetworks implements AutoCloseable {
    private final Map<ComputeDevice, PlacedNetwork> networks = new LinkedHashMap<>();

    /**
     * @param device of the network
     * @param network has reproduced its known answer there
     */
    public void put(ComputeDevice device, PlacedNetwork network) {
        networks.put(device, network);
    }

    PreparedNetwork on(ComputeDevice device) {
        PlacedNetwork placed = networks.get(device);
        if (placed == null) {
            throw new IllegalArgumentException(
                    "The version was loaded for " + networks.keySet() + ", not for " + device);
        }
        return placed.network();
    }

    /** @throws org.residual.nn.InputTooSmallException if such images are known to be too small for a network */
    public void requireSuitable(int images, int height, int width) {
        networks.values().forEach(placed -> placed.network().activationBytes(images, height, width));
    }

    /** Whether all of them have evidence, so that any can be asked. */
    boolean haveEvidence() {
        return networks.values().stream().allMatch(placed -> placed.network().hasEvidence());
    }

    MapGrid evidenceGrid(int height, int width) {
        return networks.values().iterator().next().network().evidenceGrid(height, width);
    }

    Map<ComputeDevice, Double> errors() {
        return each(PlacedNetwork::error);
    }

    Map<ComputeDevice, String> engines() {
        return each(PlacedNetwork::engine);
    }

    /** In the order of the devices. */
    private <T> Map<ComputeDevice, T> each(Function<PlacedNetwork, T> value) {
        Map<ComputeDevice, T> values = new LinkedHashMap<>();
        networks.forEach((device, network) -> values.put(device, value.apply(network)));
        return Collections.unmodifiableMap(values);
    }

    public double largestError() {
        return Collections.max(errors().values());
    }

    /** Frees the memory on all devices. */
    @Override
    public void close() {
        networks.values().forEach(placed -> placed.network().close());
    }
}
