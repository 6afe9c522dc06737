package org.residual.nn.device;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.OptionalLong;

/** What native code has allocated, as the allocator counts it, and what the allocator keeps. */
public final class NativeMemory {
    private static final NativeLibrary PROCESS = NativeLibrary.getProcess();

    private NativeMemory() {}

    /** What glibc's {@code mallinfo2} returns. */
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
        /** Bytes in pieces that the kernel gave singly. */
        public long hblkhd;

        public long usmblks;
        public long fsmblks;
        /** Bytes in use of the others. */
        public long uordblks;

        public long fordblks;
        public long keepcost;
    }

    /**
     * @return bytes; empty if neither jemalloc nor glibc, 2.33 or later, is there to tell
     */
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
        // Its numbers are those of the last time that somebody asked for new ones.
        mallctl.invokeInt(new Object[] {"epoch", null, null, value, (long) Long.BYTES});
        mallctl.invokeInt(new Object[] {"stats.allocated", value, size, null, 0L});
        return value.getValue();
    }

    /**
     * Has the allocator hand back to the system what the calling thread has freed. Allocators are told to keep it, since
     * the next forward pass takes it again; but what a decoder took once, each of their arenas would keep for itself. Of
     * allocators other than jemalloc and glibc nothing is changed.
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
            // Another C library keeps to its own ways.
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
