package org.residual.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import org.residual.engine.Engine;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.EngineUnavailableException;
import org.residual.onnx.exported.ExportedNetwork;
import org.residual.onnx.file.ModelLimits;

/** Runs networks on CPUs. */
public final class OnnxRuntime implements Engine {
    /** Its name in settings. */
    public static final String NAME = "onnxruntime";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        try {
            OrtEnvironment.getEnvironment();
        } catch (RuntimeException | LinkageError e) {
            throw new EngineUnavailableException(
                    "ONNX Runtime's native library cannot be unpacked or loaded (" + e.getMessage()
                            + "): set -Djava.io.tmpdir, now '" + System.getProperty("java.io.tmpdir")
                            + "', to a folder that this user can write to and that is not mounted noexec.",
                    e);
        }
    }

    /** All exported graphs; of the documented networks those that do not normalise over a batch. */
    @Override
    public boolean runs(StoredNetwork network, ComputeDevice device) {
        return device.equals(ComputeDevice.CPU) && !network.batchesByRequest();
    }

    @Override
    public long preparedBytes(StoredNetwork network, ComputeDevice device) {
        return network instanceof StoredNetwork.Documented documented ? OnnxNetwork.preparedBytes(documented) : 0;
    }

    @Override
    public PreparedNetwork prepare(StoredNetwork network, ComputeDevice device) throws IOException {
        start();
        if (network instanceof StoredNetwork.Exported exported) {
            return ExportedNetwork.of(exported, ModelLimits.ofThisProcess());
        }
        return OnnxNetwork.of((StoredNetwork.Documented) network);
    }
}
