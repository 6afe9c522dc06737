package org.residual.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A number of bytes that is lent in shares. A share is taken before its memory is allocated, and returned when that is
 * unreachable, in {@code finally}. Shares are lent in the order of request: small ones cannot starve a large one. Safe
 * for use by many threads.
 *
 * <p>Never wait for a share of a budget while holding another of it: two holders could wait for each other. Take
 * everything at once, return early what is no longer needed, and let a share grow if its size is unknown beforehand.
 */
public final class MemoryBudget {
    private static final long NANOS_A_MILLI = 1_000_000;

    private final String purpose;
    private final long limit;
    /** Waiting requests, the next one first. */
    private final Deque<Request> waiting = new ArrayDeque<>();

    /** Whether a holder of a share is waiting for more. */
    private boolean growing;

    private long taken;
    private long mostTaken;

    /**
     * @param purpose of the memory, in a word or two for messages and metrics, such as {@code bodies}
     * @param limit in bytes, at least 1
     */
    MemoryBudget(String purpose, long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "The memory for %s must be at least 1 byte, not %d.", purpose, limit));
        }
        this.purpose = purpose;
        this.limit = limit;
    }

    /**
     * A waiting request.
     *
     * @param bytes requested
     * @param share completes with them
     */
    private record Request(long bytes, CompletableFuture<MemoryShare> share) {}

    /**
     * Requests memory.
     *
     * @param bytes 0 or more
     * @return completes with the share, to be closed, when that many bytes are free and all earlier requests are
     *     served; completing it earlier with an exception gives it up
     * @throws MemoryExceededException if that exceeds the whole budget
     */
    @SuppressWarnings("FutureReturnValueIgnored") // cannot fail
    public CompletableFuture<MemoryShare> ask(long bytes) {
        requireFits(bytes);
        CompletableFuture<MemoryShare> share = new CompletableFuture<>();
        if (!takeOrWait(new Request(bytes, share))) {
            share.whenComplete((lent, problem) -> {
                if (problem != null) {
                    forget(share);
                }
            });
        }
        return share;
    }

    private synchronized boolean takeOrWait(Request request) {
        Optional<MemoryShare> share = tryTake(request.bytes());
        if (share.isPresent()) {
            return request.share().complete(share.get());
        }
        waiting.addLast(request);
        return false;
    }

    private void forget(CompletableFuture<MemoryShare> share) {
        synchronized (this) {
            waiting.removeIf(request -> request.share() == share);
        }
        serve();
    }

    /**
     * Waits until that many bytes are free and all earlier requests are served.
     *
     * @param bytes 0 or more
     * @param longest how long to wait
     * @return the share, to be closed
     * @throws MemoryExceededException if that exceeds the whole budget
     * @throws MemoryFullException if they did not become free in that time, or the thread is interrupted
     */
    public MemoryShare take(long bytes, Duration longest) {
        CompletableFuture<MemoryShare> share = ask(bytes);
        try {
            return share.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // Gives it up, unless it has just been granted.
        }
        MemoryFullException full = new MemoryFullException(purpose, bytes);
        if (share.completeExceptionally(full)) {
            throw full;
        }
        return share.join();
    }

    /**
     * @param bytes 0 or more
     * @return the share, to be closed; empty if they are not free now, or others are waiting
     */
    synchronized Optional<MemoryShare> tryTake(long bytes) {
        boolean free = !growing && waiting.isEmpty() && bytes <= limit - taken;
        return free ? Optional.of(lend(bytes)) : Optional.empty();
    }

    /**
     * @param bytes needed
     * @throws MemoryExceededException if that exceeds the whole budget
     */
    public void requireFits(long bytes) {
        if (bytes > limit) {
            throw new MemoryExceededException(purpose, bytes, limit);
        }
    }

    /** Grants free bytes to waiting requests. */
    private void serve() {
        for (Lending next = next(); next != null; next = next()) {
            // Outside the lock: a completion may run any code.
            if (!next.request().share().complete(next.share())) {
                next.share().close();
            }
        }
    }

    private record Lending(Request request, MemoryShare share) {}

    private synchronized @Nullable Lending next() {
        Request request = waiting.peekFirst();
        if (growing || request == null || request.bytes() > limit - taken) {
            return null;
        }
        Lending lending = new Lending(request, new MemoryShare(this, request.bytes()));
        waiting.removeFirst();
        add(request.bytes());
        return lending;
    }

    private MemoryShare lend(long bytes) {
        // First the steps that may fail if memory runs out.
        MemoryShare share = new MemoryShare(this, bytes);
        add(bytes);
        return share;
    }

    private void add(long bytes) {
        taken += bytes;
        mostTaken = Math.max(mostTaken, taken);
    }

    /**
     * Grows a share, before waiting requests are served. Only one holder may wait at a time: two could wait for each
     * other's share.
     */
    void takeMore(long bytes, Duration longest) {
        try {
            awaitMore(bytes, longest);
        } finally {
            serve();
        }
    }

    private synchronized void awaitMore(long bytes, Duration longest) {
        if (bytes > limit - taken) {
            if (growing) {
                throw new MemoryFullException(purpose, bytes);
            }
            growing = true;
            try {
                awaitFree(bytes, longest);
            } finally {
                growing = false;
            }
        }
        add(bytes);
    }

    private void awaitFree(long bytes, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        try {
            while (bytes > limit - taken) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new MemoryFullException(purpose, bytes);
                }
                // Never 0, which would mean forever.
                wait(left / NANOS_A_MILLI + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryFullException(purpose, bytes);
        }
    }

    void giveBack(long bytes) {
        synchronized (this) {
            taken -= bytes;
            notifyAll();
        }
        serve();
    }

    /** @return the purpose of the memory */
    public String purpose() {
        return purpose;
    }

    /** @return the whole budget in bytes */
    public long limit() {
        return limit;
    }

    /** @return bytes lent now */
    public synchronized long taken() {
        return taken;
    }

    /** @return most bytes lent at a time so far */
    public synchronized long mostTaken() {
        return mostTaken;
    }

    /** @return how many requests are waiting */
    public synchronized int waiting() {
        return waiting.size();
    }
}
