package org.residual.onnx.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

/** How the runtime is to work for every graph. */
public final class RuntimeOptions {
    private RuntimeOptions() {}

    /**
     * @return options, to be closed
     * @throws OrtException if the runtime knows one of them no more
     */
    public static SessionOptions open() throws OrtException {
        SessionOptions options = new SessionOptions();
        try {
            // Predictors work side by side, so each does its own work alone, and none spins while it waits.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            // The process's allocator keeps what is freed; an arena beside it would keep it a second time.
            options.setCPUArenaAllocator(false);
            // Faults come as exceptions; what it remarks besides quotes the file, whoever wrote that.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }
}
