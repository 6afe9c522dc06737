package org.residual.inference.request;

import java.time.Duration;

/**
 * The deadline of a request.
 *
 * @param timeout that it was given
 * @param nanoTime when that ends, by the clock of {@link System#nanoTime}
 */
public record Deadline(Duration timeout, long nanoTime) {
    public static Deadline in(Duration timeout) {
        return in(timeout, Duration.ZERO);
    }

    /** @param used how much of the timeout has passed */
    public static Deadline in(Duration timeout, Duration used) {
        return new Deadline(timeout, System.nanoTime() + timeout.toNanos() - used.toNanos());
    }

    public long remainingNanos() {
        return nanoTime - System.nanoTime();
    }

    public DeadlineExceededException exceeded() {
        return new DeadlineExceededException(timeout);
    }
}
