package org.residual.nn.device;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.OptionalLong;

/** Memory allocated by native code, and kept by the allocator, in the allocator's own figures. */
public final class NativeMemory {
    private static final NativeLibrary PROCESS = NativeLibrary.getProcess();

    private NativeMemory() {}

    /** The result of glibc's {@code mallinfo2}. */
    @FieldOrder({
        "arena",
        "ordblks",
        "smblks",
        "hblks",
        "hblkhd",
        "usmblks",
        "fsmblks",
        "uordblks",
        "fordblks",
        "keepcost"
    })
    public static final class MallocInfo extends Structure implements Structure.ByValue {
        public long arena;
        public long ordblks;
        public long smblks;
        public long hblks;
        /** Bytes in pieces that were mapped individually. */
        public long hblkhd;

        public long usmblks;
        public long fsmblks;
        /** Bytes in use in other pieces. */
        public long uordblks;

        public long fordblks;
        public long keepcost;
    }

    /** @return bytes; empty without jemalloc and glibc 2.33 or later */
    public static OptionalLong allocatedBytes() {
        try {
            return OptionalLong.of(fromJemalloc());
        } catch (LinkageError e) {
            return fromGlibc();
        }
    }

    private static long fromJemalloc() {
        Function mallctl = PROCESS.getFunction("mallctl");
        LongByReference value = new LongByReference(1);
        LongByReference size = new LongByReference(Long.BYTES);
        // Its figures date from the last refresh.
        mallctl.invokeInt(new Object[] {"epoch", null, null, value, (long) Long.BYTES});
        mallctl.invokeInt(new Object[] {"stats.allocated", value, size, null, 0L});
        return value.getValue();
    }

    /**
     * Makes the allocator return memory that the calling thread has freed to the system. Allocators are configured to
     * keep memory, since the next forward pass needs it again; but each arena would also keep what a decoder needed
     * only once. Allocators other than jemalloc and glibc are left unchanged.
     */
    public static void giveBackUnused() {
        try {
            purgeJemalloc();
        } catch (LinkageError e) {
            trimGlibc();
        }
    }

    private static void purgeJemalloc() {
        Function mallctl = PROCESS.getFunction("mallctl");
        IntByReference arena = new IntByReference();
        LongByReference size = new LongByReference(Integer.BYTES);
        mallctl.invokeInt(new Object[] {"thread.arena", arena, size, null, 0L});
        mallctl.invokeInt(new Object[] {"arena." + arena.getValue() + ".purge", null, null, null, 0L});
    }

    private static void trimGlibc() {
        try {
            PROCESS.getFunction("malloc_trim").invokeInt(new Object[] {0L});
        } catch (LinkageError e) {
            // Other C libraries lack these functions.
        }
    }

    private static OptionalLong fromGlibc() {
        try {
            MallocInfo info = (MallocInfo) PROCESS.getFunction("mallinfo2").invoke(MallocInfo.class, new Object[0]);
            return OptionalLong.of(info.uordblks + info.hblkhd);
        } catch (LinkageError e) {
            return OptionalLong.empty();
        }
    }
}
