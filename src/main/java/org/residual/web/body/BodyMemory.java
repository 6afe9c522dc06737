package org.residual.web.body;

import java.time.Duration;
import org.residual.memory.MemoryBudget;
import org.residual.memory.MemoryFullException;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;

/**
 * What a body takes of the memory for all bodies: as much as has come of it, since a client may say that more will come
 * and keep others waiting for it. It begins when there is room for all of it. If others have taken that meanwhile, one body
 * waits for its rest, and others that come to it give way, as they might wait for each other.
 */
final class BodyMemory {
    private static final long UNKNOWN_LENGTH = 64 << 10;

    private final MemoryShare share;
    private final long deadline;

    /**
     * Waits until there is room for all of the body.
     *
     * @param memory for all bodies
     * @param length of the body; negative if nobody says
     * @param longest how long to wait for room
     * @throws MemoryFullException if there is none in time
     */
    BodyMemory(MemoryBudget memory, long length, Duration longest) {
        deadline = System.nanoTime() + longest.toNanos();
        long most = memory.limit() / RequestMemory.BODY_WEIGHT;
        share = memory.take(RequestMemory.BODY_WEIGHT * Math.min(most, length < 0 ? UNKNOWN_LENGTH : length), longest);
        share.shrinkTo(0);
    }

    /**
     * @param bytes that have come
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
