package org.residual.store.loading;

import java.util.function.LongSupplier;
import org.residual.store.file.InvalidModelException;

/**
 * The memory that there is for a version of a model. What a version needs is told by its descriptor and by the headers of
 * its files, and is compared before any of it is taken.
 *
 * @param left tells how many bytes are left outside of Java's heap now
 * @param direct bytes that direct buffers may have, which weights and known answers are read into
 * @param heap bytes of Java's heap
 * @param images bytes of it that the images of a request may have
 */
public record ModelMemory(LongSupplier left, long direct, long heap, long images) {
    private static final long MEBI = 1 << 20;
    /** Of the heap, for the answers to a batch, and for labels while they are read. */
    private static final int PARTS_FOR_ANSWERS = 8;

    private static final int PARTS_FOR_LABELS = 32;

    /** For loaders that are given what they know. */
    static final ModelMemory ANY =
            new ModelMemory(() -> Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    /** Bytes that the file of the labels may have. */
    long labels() {
        return heap / PARTS_FOR_LABELS;
    }

    void requireForImage(String what, long bytes) {
        require(what, bytes, images, "what the images of a request may have of the heap (residual.limits.memory)");
    }

    void requireForAnswers(String what, long bytes) {
        require(what, bytes, heap / PARTS_FOR_ANSWERS, "an eighth of the heap");
    }

    void requireDirect(String what, long bytes) {
        require(what, bytes, direct, "the most for direct buffers (-XX:MaxDirectMemorySize)");
    }

    void requireLeft(String what, long bytes) {
        require(what, bytes, left.getAsLong(), "what is left of this machine's or container's memory");
    }

    private static void require(String what, long bytes, long limit, String which) {
        if (bytes > limit) {
            throw new InvalidModelException(what + " " + mebi(bytes) + " MiB of memory, but the limit is "
                    + limit / MEBI + " MiB, " + which + ".");
        }
    }

    private static long mebi(long bytes) {
        return (bytes + MEBI - 1) / MEBI;
    }
}
