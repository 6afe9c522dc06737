package org.residual.metrics;

import org.residual.inference.RequestTimeline;

/** Is told of each request for predictions when it has ended. */
public interface RequestMetrics {
    /**
     * @param timeline where its time went
     * @param outcome what became of it: {@code ok}, or the kind of its problem; one of a few
     */
    void record(RequestTimeline timeline, String outcome);
}
