package org.residual.nn.device;

import ai.djl.engine.Engine;
import com.sun.jna.NativeLibrary;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one PyTorch engine of this process. */
public final class TorchEngine {
    private static final Logger LOG = LoggerFactory.getLogger(TorchEngine.class);
    private static final String THREADS = "ai.djl.pytorch.num_threads";
    private static final int ERRORS_ONLY = 2;
    /** The last argument of {@code setenv}: what the environment says already is left as it is. */
    private static final int KEEP_IF_SET = 0;

    private TorchEngine() {}

    /**
     * Loads the engine's native library; to be called before anything else of it is used. It neither fetches nor
     * reports anything over the network.
     *
     * @param threadsPerOperation how many threads share the work of one operation, such as a convolution
     * @throws EngineUnavailableException if the library cannot be unpacked or loaded
     */
    public static synchronized void start(int threadsPerOperation) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty(THREADS, Integer.toString(threadsPerOperation));
        String allocator = NativeAllocator.ofThisProcess().tune();
        letIdleThreadsSleep();
        Engine engine = load();
        logErrorsOnly();
        requireFloat32();
        LOG.info("PyTorch {}, {} thread(s) an operation", engine.getVersion(), threadsPerOperation);
        LOG.debug("{}", allocator);
    }

    /**
     * Loads the engine's native library unless that was done before: one thread for each operation, since predictors work
     * side by side.
     *
     * @throws EngineUnavailableException if the library cannot be unpacked or loaded
     */
    public static synchronized void startOnce() {
        if (System.getProperty(THREADS) == null) {
            start(1);
        } else {
            load();
        }
    }

    /**
     * Threads that share the work of one operation spin, unless told otherwise, until the next one: where others need the
     * processors too, training with two threads takes several times as long. The engine reads this when it is loaded, and
     * from the environment alone.
     */
    private static void letIdleThreadsSleep() {
        try {
            NativeLibrary.getProcess()
                    .getFunction("setenv")
                    .invokeInt(new Object[] {"OMP_WAIT_POLICY", "passive", KEEP_IF_SET});
        } catch (LinkageError e) {
            LOG.debug("Idle threads of the engine do as the environment says", e);
        }
    }

    private static Engine load() {
        try {
            return Engine.getEngine("PyTorch");
        } catch (RuntimeException | LinkageError e) {
            throw new EngineUnavailableException(e);
        }
    }

    /**
     * @return the GPUs that the engine can use; none if it was built for the processor alone, and where there is no driver
     *     for GPUs, which is told without starting it
     */
    public static List<ComputeDevice> gpus() {
        if (!NvidiaDriver.isThere()) {
            return List.of();
        }
        startOnce();
        return IntStream.range(0, Engine.getEngine("PyTorch").getGpuCount())
                .mapToObj(ComputeDevice::gpu)
                .toList();
    }

    private static void requireFloat32() {
        try {
            Float32Convolutions.ofTheEngine().require();
        } catch (LinkageError e) {
            LOG.debug("GPUs may round what they multiply, unless NVIDIA_TF32_OVERRIDE=0 is in the environment", e);
        }
    }

    /**
     * Where NNPACK does not know the processor, the engine warns of that on standard error at every small convolution,
     * and reads no setting that would stop it.
     */
    private static void logErrorsOnly() {
        try {
            NativeLibrary.getInstance(System.mapLibraryName("c10"))
                    .getGlobalVariableAddress("FLAGS_caffe2_log_level")
                    .setInt(0, ERRORS_ONLY);
        } catch (UnsatisfiedLinkError e) {
            LOG.debug("The engine's log level stays as it is", e);
        }
    }
}
