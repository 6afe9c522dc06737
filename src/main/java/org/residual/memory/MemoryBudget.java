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
 * A number of bytes that is lent in shares. A share is taken before the memory that it stands for, and given back when
 * that is unreachable, in {@code finally}. Shares are lent in the order in which they are asked for: a large one is not
 * overtaken for ever by small ones. Safe for use by many threads.
 *
 * <p>Nobody may wait for a share of a budget while holding another of it: two of them might wait for each other. Take all
 * that is needed at once, give back early what is needed no more, and let a share grow where it is not known before.
 */
public final class MemoryBudget {
    private static final long NANOS_A_MILLI = 1_000_000;

    private final String purpose;
    private final long limit;
    /** Those that wait, the next one first. */
    private final Deque<Request> waiting = new ArrayDeque<>();

    /** Whether somebody who holds a share waits for more. */
    private boolean growing;

    private long taken;
    private long mostTaken;

    /**
     * @param purpose what the memory is for, in a word or two for messages and metrics, such as {@code bodies}
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
     * Somebody who waits.
     *
     * @param bytes asked for
     * @param share completes with them
     */
    private record Request(long bytes, CompletableFuture<MemoryShare> share) {}

    /**
     * Asks for memory.
     *
     * @param bytes 0 or more
     * @return has the share, to be closed, when so many bytes are free and everybody who asked before has got theirs.
     *     Whoever completes it before with an exception gives it up.
     * @throws MemoryExceededException if that is more than there is of it at all
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
     * Waits until so many bytes are free and everybody who asked before has got theirs.
     *
     * @param bytes 0 or more
     * @param longest how long to wait
     * @return the share, to be closed
     * @throws MemoryExceededException if that is more than there is of it at all
     * @throws MemoryFullException if they have not become free in that time, or the thread is interrupted
     */
    public MemoryShare take(long bytes, Duration longest) {
        CompletableFuture<MemoryShare> share = ask(bytes);
        try {
            return share.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // It is given up, if it has not come just now.
        }
        MemoryFullException full = new MemoryFullException(purpose, bytes);
        if (share.completeExceptionally(full)) {
            throw full;
        }
        return share.join();
    }

    /**
     * @param bytes 0 or more
     * @return the share, to be closed; empty if they are not free now, or others wait for theirs
     */
    synchronized Optional<MemoryShare> tryTake(long bytes) {
        boolean free = !growing && waiting.isEmpty() && bytes <= limit - taken;
        return free ? Optional.of(lend(bytes)) : Optional.empty();
    }

    /**
     * @param bytes that something needs
     * @throws MemoryExceededException if that is more than there is of it at all
     */
    public void requireFits(long bytes) {
        if (bytes > limit) {
            throw new MemoryExceededException(purpose, bytes, limit);
        }
    }

    /** Gives those that wait what has become free. */
    private void serve() {
        for (Lending next = next(); next != null; next = next()) {
            // Not while the lock is held: what is done with it is not known here.
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
        // First what may fail for want of memory.
        MemoryShare share = new MemoryShare(this, bytes);
        add(bytes);
        return share;
    }

    private void add(long bytes) {
        taken += bytes;
        mostTaken = Math.max(mostTaken, taken);
    }

    /**
     * Takes more for somebody who holds a share, before those that wait for one. Of those who hold something only one may
     * wait: if two did, each might wait for what the other holds.
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
                // Never 0, which would be for ever.
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

    /**
     * @return what the memory is for
     */
    public String purpose() {
        return purpose;
    }

    /**
     * @return bytes there are of it at all
     */
    public long limit() {
        return limit;
    }

    /**
     * @return bytes that are lent now
     */
    public synchronized long taken() {
        return taken;
    }

    /**
     * @return the most bytes that were ever lent at once
     */
    public synchronized long mostTaken() {
        return mostTaken;
    }

    /**
     * @return how many wait for a share
     */
    public synchronized int waiting() {
        return waiting.size();
    }
}
