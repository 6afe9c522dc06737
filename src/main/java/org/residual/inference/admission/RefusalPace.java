package org.residual.inference.admission;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spreads refusals over time, since clients that retry at once would otherwise keep the CPUs busy with refusing.
 * A burst is refused at once; further refusals wait for their turn. Safe for use by many threads.
 */
public final class RefusalPace {
    private static final long NANOS_A_SECOND = Duration.ofSeconds(1).toNanos();

    private final long interval;
    private final LongSupplier nanoClock;
    private long next;

    /**
     * @param perSecond the highest rate of refusals, and the size of a burst after a pause
     * @param nanoClock such as {@link System#nanoTime}
     */
    public RefusalPace(int perSecond, LongSupplier nanoClock) {
        this.interval = NANOS_A_SECOND / perSecond;
        this.nanoClock = nanoClock;
        this.next = nanoClock.getAsLong() - NANOS_A_SECOND;
    }

    /**
     * @param longest the longest wait, whatever the others do
     * @return how long the next refusal has to wait
     */
    synchronized Duration next(Duration longest) {
        long now = nanoClock.getAsLong();
        if (next - now < -NANOS_A_SECOND) {
            next = now - NANOS_A_SECOND;
        }
        next = Math.min(next + interval, now + longest.toNanos());
        return Duration.ofNanos(Math.max(0, next - now));
    }
}
