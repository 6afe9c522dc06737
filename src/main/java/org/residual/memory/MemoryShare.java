package org.residual.memory;

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
     * Takes more, if it is free now. Those that wait hold nothing yet, so they are passed: who holds something comes to an
     * end sooner.
     *
     * @param more bytes
     * @throws MemoryFullException if others have them; what there was stays
     */
    public synchronized void grow(long more) {
        budget.takeNow(more);
        bytes += more;
    }

    /**
     * Has something done for which the memory is needed, and gives it back when that has ended, whatever its end.
     *
     * @param work starts it
     * @return what comes of it
     */
    public <T> CompletableFuture<T> during(Supplier<CompletableFuture<T>> work) {
        boolean started = false;
        try {
            CompletableFuture<T> result = work.get();
            result.whenComplete((value, problem) -> close());
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
