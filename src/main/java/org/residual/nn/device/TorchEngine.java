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
    /** The last argument of {@code setenv}: existing variables are kept. */
    private static final int KEEP_IF_SET = 0;

    private TorchEngine() {}

    /**
     * Loads the engine's native library; to be called before the engine is used. It neither fetches nor reports
     * anything over the network.
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
        LOG.info("PyTorch {}, {} thread(s) per operation", engine.getVersion(), threadsPerOperation);
        LOG.debug("{}", allocator);
    }

    /**
     * Loads the engine's native library unless it is loaded: one thread per operation, since predictors work in
     * parallel.
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
     * By default, threads that share the work of one operation spin until the next one: if other processes need the
     * CPUs too, training with two threads takes several times as long. The engine reads this setting once, when
     * it is loaded, and only from the environment.
     */
    private static void letIdleThreadsSleep() {
        try {
            NativeLibrary.getProcess()
                    .getFunction("setenv")
                    .invokeInt(new Object[] {"OMP_WAIT_POLICY", "passive", KEEP_IF_SET});
        } catch (LinkageError e) {
            LOG.debug("Idle threads of the engine follow the environment", e);
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
     * @return the GPUs that the engine can use; none if it was built for the CPU alone, or there is no GPU
     *     driver, which is checked without starting the engine
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
            LOG.debug("GPUs may round factors, unless NVIDIA_TF32_OVERRIDE=0 is in the environment", e);
        }
    }

    /**
     * If NNPACK does not support the CPU, the engine warns on standard error at every small convolution, and has
     * no setting that would stop it.
     */
    private static void logErrorsOnly() {
        try {
            NativeLibrary.getInstance(System.mapLibraryName("c10"))
                    .getGlobalVariableAddress("FLAGS_caffe2_log_level")
                    .setInt(0, ERRORS_ONLY);
        } catch (UnsatisfiedLinkError e) {
            LOG.debug("The engine's log level is unchanged", e);
        }
    }
}
