package org.residual.engine;

import org.residual.nn.device.ComputeDevice;

/** Computes nothing. */
record NamedEngine(String name) implements Engine {
    @Override
    public void start() {}

    @Override
    public boolean runs(StoredNetwork network, ComputeDevice device) {
        return false;
    }

    @Override
    public long preparedBytes(StoredNetwork network, ComputeDevice device) {
        return 0;
    }

    @Override
    public PreparedNetwork prepare(StoredNetwork network, ComputeDevice device) {
        throw new UnsupportedOperationException(name);
    }
}
