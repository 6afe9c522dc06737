package org.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import org.residual.engine.Engine;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.engine.Weights;
import org.residual.nn.Network;
import org.residual.nn.NetworkConversion;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.TorchEngine;

/** Runs every documented network, on every device; the reference for all other engines. */
public final class PyTorch implements Engine {
    /** Its name in settings. */
    public static final String NAME = "pytorch";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        TorchEngine.startOnce();
    }

    @Override
    public boolean runs(StoredNetwork network, ComputeDevice device) {
        return network instanceof StoredNetwork.Documented;
    }

    @Override
    public long preparedBytes(StoredNetwork network, ComputeDevice device) {
        return ((StoredNetwork.Documented) network).configuration().preparedBytes();
    }

    @Override
    public PreparedNetwork prepare(StoredNetwork stored, ComputeDevice device) {
        start();
        NDManager manager = device.newManager();
        try (NDManager scope = manager.newSubManager()) {
            StoredNetwork.Documented documented = (StoredNetwork.Documented) stored;
            Network network = documented.configuration().newNetwork();
            network.load(scope, (name, shape) -> array(documented.weights(), name, shape, scope));
            return new TorchNetwork(NetworkConversion.prepared(network, manager), device, manager);
        } catch (Throwable e) {
            // Also errors: there may be too little memory, and a mapped file may be truncated while it is read.
            manager.close();
            throw e;
        }
    }

    private static NDArray array(Weights weights, String name, Shape shape, NDManager manager) {
        ByteBuffer values = manager.allocateDirect(Math.toIntExact(Math.multiplyExact(Float.BYTES, shape.size())));
        weights.copy(name, values);
        return manager.create(values.rewind(), shape, DataType.FLOAT32);
    }
}
