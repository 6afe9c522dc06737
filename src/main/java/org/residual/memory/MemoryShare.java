package org.residual.memory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Bytes of a {@link MemoryBudget} that somebody has until they are given back. Safe for use by many threads. */
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

    /**
     * @return how many there are still
     */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * Gives back what is not needed any more.
     *
     * @param needed bytes that are kept; all if there are fewer
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
     * Takes more, before those that hold nothing yet: who holds something comes to an end sooner.
     *
     * @param more bytes
     * @param longest how long to wait for them
     * @throws MemoryFullException if others have them all that time, or have them now and one of them waits for more as
     *     well, and so for this one; what there was stays
     */
    public void grow(long more, Duration longest) {
        budget.takeMore(more, longest);
        synchronized (this) {
            bytes += more;
        }
    }

    /**
     * Has something done for which the memory is needed, and gives it back when that has ended, whatever its end.
     *
     * @param work starts it
     * @return what comes of it
     */
    public <T> CompletableFuture<T> during(Supplier<CompletableFuture<T>> work) {
        return during(0, work);
    }

    /**
     * The same, but some of the memory is needed for what comes of it, and is given back only if nothing does.
     *
     * @param kept bytes of that
     * @param work starts it
     * @return what comes of it
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

    /** Gives back all that is left; doing so again changes nothing. */
    @Override
    public void close() {
        shrinkTo(0);
    }
}
