package org.residual.store.loading;

import java.util.function.LongSupplier;
import org.residual.store.file.InvalidModelException;

/**
 * The memory that is available for a version of a model. The needs of a version follow from its descriptor and the
 * headers of its files, and are compared before any memory is taken.
 *
 * @param left tells how many bytes are left outside Java's heap now
 * @param direct limit of direct buffers, into which weights and known answers are read
 * @param heap bytes of Java's heap
 * @param images bytes of it for the images of a request
 */
public record ModelMemory(LongSupplier left, long direct, long heap, long images) {
    private static final long MEBI = 1 << 20;
    /** The share of the heap for the answers to a batch, and for labels while they are read. */
    private static final int PARTS_FOR_ANSWERS = 8;

    private static final int PARTS_FOR_LABELS = 32;

    /** For loaders with fixed figures. */
    static final ModelMemory ANY =
            new ModelMemory(() -> Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    /** Most bytes of the labels file. */
    long labels() {
        return heap / PARTS_FOR_LABELS;
    }

    void requireForImage(String what, long bytes) {
        require(what, bytes, images, "the share of the heap for the images of a request (residual.limits.memory)");
    }

    void requireForAnswers(String what, long bytes) {
        require(what, bytes, heap / PARTS_FOR_ANSWERS, "an eighth of the heap");
    }

    void requireDirect(String what, long bytes) {
        require(what, bytes, direct, "the limit of direct buffers (-XX:MaxDirectMemorySize)");
    }

    void requireLeft(String what, long bytes) {
        require(what, bytes, left.getAsLong(), "the free memory of this machine or container");
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
