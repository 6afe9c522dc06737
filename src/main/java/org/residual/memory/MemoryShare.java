package org.residual.memory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Bytes of a {@link MemoryBudget}, held until they are returned. Safe for use by many threads. */
public final class MemoryShare implements AutoCloseable {
    private final MemoryBudget budget;
    private long bytes;

    MemoryShare(MemoryBudget budget, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("A share of memory cannot be " + bytes + " bytes.");
        }
        this.budget = budget;
        this.bytes = bytes;
    }

    /** @return how many are still held */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * Returns what is no longer needed.
     *
     * @param needed bytes to keep; all if there are fewer
     */
    public void shrinkTo(long needed) {
        long surplus = surplus(needed);
        if (surplus > 0) {
            budget.giveBack(surplus);
        }
    }

    private synchronized long surplus(long needed) {
        long surplus = Math.max(0, bytes - needed);
        bytes -= surplus;
        return surplus;
    }

    /**
     * Grows before waiting requests are served, since a holder finishes sooner.
     *
     * @param more bytes
     * @param longest how long to wait for them
     * @throws MemoryFullException if they did not become free in that time, or another holder is waiting for more, and
     *     so for this one; the share is unchanged
     */
    public void grow(long more, Duration longest) {
        budget.takeMore(more, longest);
        synchronized (this) {
            bytes += more;
        }
    }

    /**
     * Runs work that needs the memory, and returns it when the work has ended, in whatever way.
     *
     * @param work to start
     * @return its result
     */
    public <T> CompletableFuture<T> during(Supplier<CompletableFuture<T>> work) {
        return during(0, work);
    }

    /**
     * The same, but part of the memory is needed for the result, and returned only if there is none.
     *
     * @param kept bytes for the result
     * @param work to start
     * @return its result
     */
    @SuppressWarnings("FutureReturnValueIgnored") // shrinking cannot fail
    public <T> CompletableFuture<T> during(long kept, Supplier<CompletableFuture<T>> work) {
        boolean started = false;
        try {
            CompletableFuture<T> result = work.get();
            result.whenComplete((value, problem) -> shrinkTo(problem == null ? kept : 0));
            started = true;
            return result;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /** Returns all that is left; calling it again has no effect. */
    @Override
    public void close() {
        shrinkTo(0);
    }
}
