package org.residual.onnx.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

/** The runtime's options for every graph. */
public final class RuntimeOptions {
    private RuntimeOptions() {}

    /**
     * @return options, to be closed
     * @throws OrtException if the runtime no longer supports one of them
     */
    public static SessionOptions open() throws OrtException {
        SessionOptions options = new SessionOptions();
        try {
            // Predictors work in parallel, so each does its own work alone, and none spins while it waits.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            // The process's allocator keeps freed memory; an arena would keep it a second time.
            options.setCPUArenaAllocator(false);
            // Errors become exceptions; other log messages quote the untrusted file.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }
}
