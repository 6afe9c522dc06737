package org.residual.memory;

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
    public synchronized void shrinkTo(long needed) {
        long surplus = Math.max(0, bytes - needed);
        bytes -= surplus;
        budget.giveBack(surplus);
    }

    /** Gives back all that is left; doing so again changes nothing. */
    @Override
    public void close() {
        shrinkTo(0);
    }
}
