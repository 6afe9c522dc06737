package org.residual.nn.device;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Memory that the input of a network is written to, used again from batch to batch: what the JVM allocates outside its
 * heap is not given back before a garbage collection, and fresh memory costs a page fault for every 4 KiB. For one
 * thread.
 *
 * <p>For a GPU its pages are locked, so that the GPU fetches them itself. Other memory is first copied by the processor,
 * which takes longer than the network does.
 */
public final class InputMemory implements AutoCloseable {
    private final ComputeDevice device;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    /** Null where the buffer is the JVM's own. */
    private @Nullable Pointer locked;

    /**
     * @param device where the network lies
     */
    public InputMemory(ComputeDevice device) {
        this.device = device;
    }

    /**
     * @param bytes how many are needed
     * @return a direct buffer that has just these, in native byte order; what was returned before must not be used any
     *     more
     */
    public ByteBuffer ofSize(int bytes) {
        if (buffer.capacity() < bytes) {
            close();
            Optional<Pointer> pages = device.place().isGpu()
                    ? PageLockedMemory.allocate(device.place().getDeviceId(), bytes)
                    : Optional.empty();
            locked = pages.orElse(null);
            buffer = pages.map(pointer -> pointer.getByteBuffer(0, bytes))
                    .orElseGet(() -> ByteBuffer.allocateDirect(bytes))
                    .order(ByteOrder.nativeOrder());
        }
        return buffer.clear().limit(bytes);
    }

    @Override
    public void close() {
        buffer = ByteBuffer.allocateDirect(0);
        if (locked != null) {
            PageLockedMemory.free(locked);
            locked = null;
        }
    }
}
