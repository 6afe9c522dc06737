package org.residual.nn.device;

import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Memory of the processor that the CUDA runtime keeps where it is, by the runtime's own functions: DJL has none. */
final class PageLockedMemory {
    private static final Logger LOG = LoggerFactory.getLogger(PageLockedMemory.class);
    /** The library by which DJL counts GPUs. */
    private static final String RUNTIME = "cudart";

    private static final int SUCCESS = 0;
    /** Locked for all GPUs, not just for the one at hand. */
    private static final int PORTABLE = 1;

    private PageLockedMemory() {}

    /**
     * @param gpu whose driver is to allocate it, as CUDA counts
     * @param bytes how many, at least 1
     * @return the memory, to be freed; none where the runtime will not give it
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
                    "{} bytes cannot be locked in memory (CUDA's error {}); batches reach the GPU slower",
                    bytes,
                    status);
        } catch (UnsatisfiedLinkError e) {
            LOG.warn("There is no library {} to lock memory with; batches reach the GPU slower", RUNTIME, e);
        }
        return Optional.empty();
    }

    static void free(Pointer memory) {
        NativeLibrary.getInstance(RUNTIME).getFunction("cudaFreeHost").invokeInt(new Object[] {memory});
    }
}
