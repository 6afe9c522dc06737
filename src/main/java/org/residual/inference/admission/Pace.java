package org.residual.inference.admission;

import java.time.Duration;

/** How fast requests have been answered lately while others waited. Not safe for use by several threads at once. */
final class Pace {
    /** So many that answers which come together, those of a batch, hardly move it. */
    private static final int WINDOW = 256;

    private int counted;
    private double nanosPerRequest;
    private long last;
    private boolean busy;

    /**
     * A request has been answered.
     *
     * @param now by the clock of {@link System#nanoTime}
     * @param othersWait whether the next one follows at once: else the time until then says nothing
     */
    void answered(long now, boolean othersWait) {
        if (busy) {
            counted = Math.min(WINDOW, counted + 1);
            nanosPerRequest += (now - last - nanosPerRequest) / counted;
        }
        busy = othersWait;
        last = now;
    }

    /**
     * @return how long so many requests will take; nothing while that is not known
     */
    Duration timeFor(int requests) {
        return Duration.ofNanos((long) (requests * nanosPerRequest));
    }
}
