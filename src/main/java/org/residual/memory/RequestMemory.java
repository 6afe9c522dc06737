package org.residual.memory;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The memory for all requests together. It is divided among the stages of a request: its body is received, its tensors
 * are read, its images are decoded and wait for their prediction. A request takes everything it needs for a stage at
 * once, and holds memory of an earlier stage while it waits for a later one, never the other way round: so requests
 * never wait for each other in a circle. Every request that fits into a stage is served in the end.
 */
public final class RequestMemory {
    private static final long MEBI = 1 << 20;
    /** The service's own share of the heap, including its connections and threads. */
    private static final long BASE_HEAP = 48 * MEBI;
    /** Garbage, and gaps between large arrays. */
    private static final int SLACK_PARTS = 8;
    /** The service's own share outside the heap: the engine, Java's code and classes, threads. */
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
     * @param outside bytes outside the heap for native decoders
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
     * @return bytes of the largest body that fits into its share
     */
    public static long largestBody(long heap) {
        return bodies(heap) / BODY_WEIGHT;
    }

    /** @return the default share of requests in this machine's heap */
    public static long ofHeap() {
        long heap = Runtime.getRuntime().maxMemory();
        return Math.max(heap / 4, heap - heap / SLACK_PARTS - BASE_HEAP);
    }

    /**
     * @return the default share of native decoders in this container's memory; the other half of what is left is for
     *     the networks
     */
    public static long ofContainer() {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system)) {
            return LEAST_OUTSIDE;
        }
        long left = system.getTotalMemorySize() - Runtime.getRuntime().maxMemory() - BASE_OUTSIDE;
        return Math.max(LEAST_OUTSIDE, left / 2);
    }

    /** Bytes of memory per byte of a body while it is received: pieces, and the array that they are joined into. */
    public static final int BODY_WEIGHT = 2;

    /** @return for bodies while they are received, until their requests are answered */
    public MemoryBudget bodies() {
        return bodies;
    }

    /** @return for tensors that are read from bodies */
    public MemoryBudget tensors() {
        return tensors;
    }

    /** @return outside the heap, for native decoders; to be taken after that of the heap */
    public MemoryBudget decoders() {
        return decoders;
    }

    /**
     * Requests memory for the images of a request, and their results. A small part is reserved for small images, so
     * that they need not wait behind large ones.
     *
     * @param bytes of the heap, the most held at a time
     * @return completes with the share, as {@link MemoryBudget#ask} does
     * @throws MemoryExceededException if there is never that much
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

    /** @return most bytes of the heap for the images of a request */
    public long largestImages() {
        return images.limit();
    }

    /** @return all budgets */
    public List<MemoryBudget> budgets() {
        return List.of(bodies, tensors, images, smallImages, decoders);
    }
}
