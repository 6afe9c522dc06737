package org.residual.inference.request;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Who waits for an answer.
 *
 * @param timeout within which to answer
 * @param gone whether nobody waits any more; asked now and then
 * @param timeline is told how the request gets on
 */
public record Caller(Duration timeout, BooleanSupplier gone, RequestTimeline timeline) {
    /**
     * @param shorter than the time there is; else nothing changes
     * @return the same who waits no longer than that
     */
    public Caller within(Duration shorter) {
        return shorter.compareTo(timeout) < 0 ? new Caller(shorter, gone, timeline) : this;
    }
}
