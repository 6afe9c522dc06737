package org.residual.nn.device;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reusable memory for the input of a network: memory that the JVM allocates outside its heap is not freed before a
 * garbage collection, and fresh memory costs a page fault for every 4 KiB. For one thread.
 *
 * <p>For a GPU the pages are locked, so that the GPU fetches them itself. Other memory is first copied by the
 * CPU, which takes longer than the network.
 */
public final class InputMemory implements AutoCloseable {
    private final ComputeDevice device;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    /** Null if the buffer is the JVM's own. */
    private @Nullable Pointer locked;

    /** @param device of the network */
    public InputMemory(ComputeDevice device) {
        this.device = device;
    }

    /**
     * @param bytes needed
     * @return a direct buffer of exactly this size, in native byte order; the previous one must no longer be used
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
