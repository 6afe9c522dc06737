package org.residual.onnx.runtime;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;

/** Memory outside of Java's heap that is given back when this is closed, not whenever the garbage is collected. */
public final class NativeBuffer implements AutoCloseable {
    private final Memory memory;
    private final ByteBuffer bytes;

    private NativeBuffer(int size) {
        // There is no memory of no bytes.
        this.memory = new Memory(Math.max(1, size));
        this.bytes = memory.getByteBuffer(0, size);
    }

    /**
     * @param size in bytes
     * @return as many, of any value
     * @throws OutOfMemoryError if there are not so many
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
            // An error, too: a file that is mapped may be cut off while it is read.
            copy.close();
            throw e;
        }
    }

    /** All of it, in native byte order; not to be touched once it is closed. */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(bytes.order());
    }

    @Override
    public void close() {
        memory.close();
    }
}
