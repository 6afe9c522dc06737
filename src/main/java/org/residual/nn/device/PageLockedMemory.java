package org.residual.nn.device;

import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Page-locked host memory, through the CUDA runtime's own functions, for which DJL has no API. */
final class PageLockedMemory {
    private static final Logger LOG = LoggerFactory.getLogger(PageLockedMemory.class);
    /** The library with which DJL counts GPUs. */
    private static final String RUNTIME = "cudart";

    private static final int SUCCESS = 0;
    /** Locked for all GPUs, not only the current one. */
    private static final int PORTABLE = 1;

    private PageLockedMemory() {}

    /**
     * @param gpu whose driver allocates it, in CUDA's order
     * @param bytes how many, at least 1
     * @return the memory, to be freed; empty if the runtime refuses
     */
    static Optional<Pointer> allocate(int gpu, int bytes) {
        try {
            NativeLibrary runtime = NativeLibrary.getInstance(RUNTIME);
            PointerByReference memory = new PointerByReference();
            int status = runtime.getFunction("cudaSetDevice").invokeInt(new Object[] {gpu});
            if (status == SUCCESS) {
                status = runtime.getFunction("cudaHostAlloc")
                        .invokeInt(new Object[] {memory, new NativeLong(bytes), PORTABLE});
            }
            if (status == SUCCESS) {
                return Optional.of(memory.getValue());
            }
            LOG.warn(
                    "{} bytes cannot be locked in memory (CUDA error {}); copying batches to the GPU is slower",
                    bytes,
                    status);
        } catch (UnsatisfiedLinkError e) {
            LOG.warn("There is no library {} to lock memory with; copying batches to the GPU is slower", RUNTIME, e);
        }
        return Optional.empty();
    }

    static void free(Pointer memory) {
        NativeLibrary.getInstance(RUNTIME).getFunction("cudaFreeHost").invokeInt(new Object[] {memory});
    }
}
