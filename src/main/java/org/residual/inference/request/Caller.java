package org.residual.inference.request;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The caller that waits for an answer.
 *
 * @param timeout within which to answer
 * @param gone whether it is gone; asked now and then
 * @param timeline is told the progress of the request
 */
public record Caller(Duration timeout, BooleanSupplier gone, RequestTimeline timeline) {
    /**
     * @param shorter than the timeout; otherwise nothing changes
     * @return the same caller with that timeout
     */
    public Caller within(Duration shorter) {
        return shorter.compareTo(timeout) < 0 ? new Caller(shorter, gone, timeline) : this;
    }
}
