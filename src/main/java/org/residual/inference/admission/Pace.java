package org.residual.inference.admission;

import java.time.Duration;

/** The recent rate of answers while other requests waited. Not safe for use by several threads at once. */
final class Pace {
    /** Enough that the answers of one batch, which come together, hardly change it. */
    private static final int WINDOW = 256;

    private int counted;
    private double nanosPerRequest;
    private long last;
    private boolean busy;

    /**
     * Records an answer.
     *
     * @param now by the clock of {@link System#nanoTime}
     * @param othersWait whether the next request follows at once; if not, the time until the next answer says nothing
     */
    void answered(long now, boolean othersWait) {
        if (busy) {
            counted = Math.min(WINDOW, counted + 1);
            nanosPerRequest += (now - last - nanosPerRequest) / counted;
        }
        busy = othersWait;
        last = now;
    }

    /** @return how long that many requests will take; empty while unknown */
    Duration timeFor(int requests) {
        return Duration.ofNanos((long) (requests * nanosPerRequest));
    }
}
