package org.residual.web.body;

import java.time.Duration;
import org.residual.memory.MemoryBudget;
import org.residual.memory.MemoryFullException;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;

/**
 * The share of one body in the memory for all bodies. It grows with the bytes received, since a client could otherwise
 * announce a large body and keep others waiting. A body begins when all of it fits. If others have taken that room
 * meanwhile, one body waits for the rest of its room, and further ones in that situation are refused, since they could
 * wait for each other.
 */
final class BodyMemory {
    private static final long UNKNOWN_LENGTH = 64 << 10;

    private final MemoryShare share;
    private final long deadline;

    /**
     * Waits until the whole body fits.
     *
     * @param memory for all bodies
     * @param length of the body; negative if unknown
     * @param longest how long to wait for room
     * @throws MemoryFullException if there is no room in time
     */
    BodyMemory(MemoryBudget memory, long length, Duration longest) {
        deadline = System.nanoTime() + longest.toNanos();
        long most = memory.limit() / RequestMemory.BODY_WEIGHT;
        share = memory.take(RequestMemory.BODY_WEIGHT * Math.min(most, length < 0 ? UNKNOWN_LENGTH : length), longest);
        share.shrinkTo(0);
    }

    /**
     * @param bytes received
     * @throws MemoryFullException if there is no room for them
     */
    void add(int bytes) {
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        share.grow((long) RequestMemory.BODY_WEIGHT * bytes, left);
    }

    void release() {
        share.close();
    }
}
