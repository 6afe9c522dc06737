package org.residual.inference.admission;

import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;

/** That a request may be received and answered, until this is closed. Safe for use by many threads. */
public final class Entry implements AutoCloseable {
    private final Entrance entrance;
    private final RequestTimeline timeline;
    private final long since;

    /**
     * @param entrance through which it came
     * @param timeline tells whether it is still being received
     * @param since when it came in, by the clock of {@link System#nanoTime}
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

    /** Lets the next one in; doing so again changes nothing. */
    @Override
    public void close() {
        entrance.leave(this);
    }
}
