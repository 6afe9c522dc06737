package org.residual.inference.admission;

import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;

/** The admission of a request, until it is closed. Safe for use by many threads. */
public final class Entry implements AutoCloseable {
    private final Entrance entrance;
    private final RequestTimeline timeline;
    private final long since;

    /**
     * @param entrance that admitted it
     * @param timeline tells whether it is still being received
     * @param since when it was admitted, by the clock of {@link System#nanoTime}
     */
    Entry(Entrance entrance, RequestTimeline timeline, long since) {
        this.entrance = entrance;
        this.timeline = timeline;
        this.since = since;
    }

    /** Whether its client has been sending for that long. */
    boolean isReceivedFor(long nanos, long now) {
        return now - since >= nanos && !timeline.hasEnded(Part.READ);
    }

    /** Admits the next request; closing it again has no effect. */
    @Override
    public void close() {
        entrance.leave(this);
    }
}
