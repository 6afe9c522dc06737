package org.residual.memory;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The memory that requests may hold, all together. It is divided among the stages that a request goes through: its body
 * comes in, tensors in it are read, its images are decoded and wait for their prediction. A request takes all that it
 * needs for a stage at once, and holds of an earlier stage while it waits for a later one, never the other way round: so
 * requests never wait for each other in a circle. What fits into a stage gets its turn in the end.
 */
public final class RequestMemory {
    private static final long MEBI = 1 << 20;
    /** What the service itself takes of the heap, with its connections and threads. */
    private static final long BASE_HEAP = 48 * MEBI;
    /** Garbage, and what lies unused between large arrays. */
    private static final int SLACK_PARTS = 8;
    /** What the service itself takes outside of the heap: the engine, Java's code and classes, threads. */
    private static final long BASE_OUTSIDE = 320 * MEBI;

    private static final long LEAST_OUTSIDE = 16 * MEBI;

    private static final int SMALL_PARTS = 16;
    private static final int SMALL_AT_MOST_PARTS = 4;

    private final MemoryBudget bodies;
    private final MemoryBudget tensors;
    private final MemoryBudget images;
    private final MemoryBudget smallImages;
    private final MemoryBudget decoders;

    /**
     * @param heap bytes of Java's heap for all requests together
     * @param outside bytes that native decoders may take outside of it
     */
    public RequestMemory(long heap, long outside) {
        bodies = new MemoryBudget("bodies", bodies(heap));
        tensors = new MemoryBudget("tensors", heap / 6);
        long forImages = heap - bodies.limit() - tensors.limit();
        smallImages = new MemoryBudget("small images", Math.max(1, forImages / SMALL_PARTS));
        images = new MemoryBudget("images", forImages - smallImages.limit());
        decoders = new MemoryBudget("native decoders", outside);
    }

    private static long bodies(long heap) {
        return Math.max(1, heap / 4);
    }

    /**
     * @param heap for all requests together
     * @return bytes of the largest body that fits into its share of it
     */
    public static long largestBody(long heap) {
        return bodies(heap) / BODY_WEIGHT;
    }

    /**
     * @return what requests may have of this machine's heap, unless the configuration says otherwise
     */
    public static long ofHeap() {
        long heap = Runtime.getRuntime().maxMemory();
        return Math.max(heap / 4, heap - heap / SLACK_PARTS - BASE_HEAP);
    }

    /**
     * @return what native decoders may have of this container's memory, unless the configuration says otherwise; the other
     *     half of what is left is for the networks
     */
    public static long ofContainer() {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system)) {
            return LEAST_OUTSIDE;
        }
        long left = system.getTotalMemorySize() - Runtime.getRuntime().maxMemory() - BASE_OUTSIDE;
        return Math.max(LEAST_OUTSIDE, left / 2);
    }

    /** Bytes that a byte of a body takes while it is received: pieces, and the array that they are joined into. */
    public static final int BODY_WEIGHT = 2;

    /**
     * @return for bodies while they come in, until their requests are answered
     */
    public MemoryBudget bodies() {
        return bodies;
    }

    /**
     * @return for what is read out of bodies but images
     */
    public MemoryBudget tensors() {
        return tensors;
    }

    /**
     * @return outside of the heap, for what native decoders take; to be taken after that of the heap
     */
    public MemoryBudget decoders() {
        return decoders;
    }

    /**
     * Asks for memory for the images of a request, and what is made of them. A little is set apart for small ones, which
     * so need not wait behind large ones.
     *
     * @param bytes of the heap, for all that is held at a time
     * @return has the share when it is there, as {@link MemoryBudget#ask} does
     * @throws MemoryExceededException if that can never be had
     */
    public CompletableFuture<MemoryShare> askForImages(long bytes) {
        if (bytes > smallImages.limit() / SMALL_AT_MOST_PARTS) {
            return images.ask(bytes);
        }
        return smallImages
                .tryTake(bytes)
                .or(() -> images.tryTake(bytes))
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> smallImages.ask(bytes));
    }

    /**
     * @return the most bytes of the heap that the images of a request may have
     */
    public long largestImages() {
        return images.limit();
    }

    /**
     * @return all of them
     */
    public List<MemoryBudget> budgets() {
        return List.of(bodies, tensors, images, smallImages, decoders);
    }
}
