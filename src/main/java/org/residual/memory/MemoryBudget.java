package org.residual.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A number of bytes that is lent in shares. A share is taken before the memory that it stands for, and given back when
 * that is unreachable, in {@code finally}. Shares are lent in the order in which they are asked for: a large one is not
 * overtaken for ever by small ones. Safe for use by many threads.
 *
 * <p>Nobody may wait for a share of a budget while holding another of it: two of them might wait for each other. Take all
 * that is needed at once, and give back early what is needed no more.
 */
public final class MemoryBudget {
    private final String purpose;
    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    /** Those that wait, the next one first. */
    private final Deque<Condition> waiting = new ArrayDeque<>();

    private long taken;
    private long mostTaken;

    /**
     * @param purpose what the memory is for, in a word or two for messages and metrics, such as {@code bodies}
     * @param limit in bytes, at least 1
     */
    public MemoryBudget(String purpose, long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "The memory for %s must be at least 1 byte, not %d.".formatted(purpose, limit));
        }
        this.purpose = purpose;
        this.limit = limit;
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
        requireFits(bytes);
        lock.lock();
        try {
            if (!isFree(bytes)) {
                awaitTurn(bytes, longest);
            }
            return lend(bytes);
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param bytes 0 or more
     * @return the share, to be closed; empty if they are not free now, or others wait for theirs
     */
    public Optional<MemoryShare> tryTake(long bytes) {
        lock.lock();
        try {
            return isFree(bytes) ? Optional.of(lend(bytes)) : Optional.empty();
        } finally {
            lock.unlock();
        }
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

    private boolean isFree(long bytes) {
        return waiting.isEmpty() && bytes <= limit - taken;
    }

    private void awaitTurn(long bytes, Duration longest) {
        Condition turn = lock.newCondition();
        waiting.addLast(turn);
        try {
            long left = longest.toNanos();
            while (waiting.peekFirst() != turn || bytes > limit - taken) {
                if (left <= 0) {
                    throw new MemoryFullException(purpose, bytes);
                }
                left = turn.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryFullException(purpose, bytes);
        } finally {
            waiting.remove(turn);
            signalNext();
        }
    }

    private void signalNext() {
        Condition next = waiting.peekFirst();
        if (next != null) {
            next.signal();
        }
    }

    private MemoryShare lend(long bytes) {
        // First what may fail for want of memory.
        MemoryShare share = new MemoryShare(this, bytes);
        taken += bytes;
        mostTaken = Math.max(mostTaken, taken);
        return share;
    }

    void giveBack(long bytes) {
        lock.lock();
        try {
            taken -= bytes;
            signalNext();
        } finally {
            lock.unlock();
        }
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
    public long taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /**
     * @return the most bytes that were ever lent at once
     */
    public long mostTaken() {
        lock.lock();
        try {
            return mostTaken;
        } finally {
            lock.unlock();
        }
    }

    /**
     * @return how many wait for a share
     */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
