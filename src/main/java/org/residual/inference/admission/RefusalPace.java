package org.residual.inference.admission;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spreads refusals over time. Clients that come again at once would otherwise have the processors do nothing else but
 * refuse them. A few go out at once; while there are more, each waits for its turn. Safe for use by many threads.
 */
public final class RefusalPace {
    private static final long NANOS_A_SECOND = Duration.ofSeconds(1).toNanos();

    private final long interval;
    private final LongSupplier nanoClock;
    private long next;

    /**
     * @param perSecond how many go out at most, as many at once after a pause
     * @param nanoClock such as {@link System#nanoTime}
     */
    public RefusalPace(int perSecond, LongSupplier nanoClock) {
        this.interval = NANOS_A_SECOND / perSecond;
        this.nanoClock = nanoClock;
        this.next = nanoClock.getAsLong() - NANOS_A_SECOND;
    }

    /**
     * @param longest how long it may wait at most, whatever the others do
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
