package org.residual.inference.request;

/** Called for each request for predictions when it has ended. */
public interface RequestListener {
    /**
     * @param timeline of the request
     * @param outcome {@code ok}, or the kind of its problem; one of a few
     */
    void ended(RequestTimeline timeline, String outcome);
}
