package org.residual.inference;

import java.time.Duration;

/**
 * By when a request must be answered.
 *
 * @param timeout the time it was given
 * @param nanoTime when that ends, by the clock of {@link System#nanoTime}
 */
record Deadline(Duration timeout, long nanoTime) {
    static Deadline in(Duration timeout) {
        return in(timeout, Duration.ZERO);
    }

    /**
     * @param used how much of that has passed already
     */
    static Deadline in(Duration timeout, Duration used) {
        return new Deadline(timeout, System.nanoTime() + timeout.toNanos() - used.toNanos());
    }

    long remainingNanos() {
        return nanoTime - System.nanoTime();
    }

    DeadlineExceededException exceeded() {
        return new DeadlineExceededException(timeout);
    }
}
