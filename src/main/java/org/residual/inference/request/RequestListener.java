package org.residual.inference.request;

/** Is told of each request for predictions when it has ended. */
public interface RequestListener {
    /**
     * @param timeline where its time went
     * @param outcome what became of it: {@code ok}, or the kind of its problem; one of a few
     */
    void ended(RequestTimeline timeline, String outcome);
}
