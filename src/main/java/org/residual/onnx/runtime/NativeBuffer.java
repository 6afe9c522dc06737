package org.residual.onnx.runtime;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;

/** Memory outside Java's heap that is freed when this is closed, not at some garbage collection. */
public final class NativeBuffer implements AutoCloseable {
    private final Memory memory;
    private final ByteBuffer bytes;

    private NativeBuffer(int size) {
        // An empty allocation is not possible.
        this.memory = new Memory(Math.max(1, size));
        this.bytes = memory.getByteBuffer(0, size);
    }

    /**
     * @param size in bytes
     * @return that many bytes, of any value
     * @throws OutOfMemoryError if there is too little memory
     */
    public static NativeBuffer of(int size) {
        return new NativeBuffer(size);
    }

    /**
     * @param content from its start to its limit
     * @return a copy
     * @throws OutOfMemoryError if there is too little memory
     */
    public static NativeBuffer copyOf(ByteBuffer content) {
        NativeBuffer copy = new NativeBuffer(content.limit());
        try {
            copy.bytes().put(content.duplicate().rewind());
            return copy;
        } catch (Throwable e) {
            // Also errors: a mapped file may be truncated while it is read.
            copy.close();
            throw e;
        }
    }

    /** The whole buffer, in native byte order; not to be used after it is closed. */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(bytes.order());
    }

    @Override
    public void close() {
        memory.close();
    }
}
