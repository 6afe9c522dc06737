package org.residual.benchmarks;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** When requests are due, one after the other, by the clock of {@link System#nanoTime}. */
interface Schedule {
    long NO_MORE = Long.MAX_VALUE;
    /** As soon as a connection is free. */
    long AT_ONCE = Long.MIN_VALUE;

    /**
     * @param now the time
     * @return when the next request is due; or {@link #AT_ONCE} or {@link #NO_MORE}
     */
    long next(long now);

    /** Closed loop: each connection sends its next request after its answer. */
    static Schedule always(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        return now -> now < end ? AT_ONCE : NO_MORE;
    }

    /** Closed loop with a number of requests. */
    static Schedule always(int count) {
        return new Schedule() {
            private int left = count;

            @Override
            public long next(long now) {
                return left-- > 0 ? AT_ONCE : NO_MORE;
            }
        };
    }

    /**
     * Open loop, a Poisson process: requests are due at random moments, whether or not others were answered.
     *
     * @param perSecond average rate
     */
    static Schedule atRandom(double perSecond, Duration duration) {
        double meanNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long start = System.nanoTime();
        return new Schedule() {
            private final Random random = new Random(2);
            private double due;

            @Override
            public long next(long now) {
                due -= Math.log(1 - random.nextDouble()) * meanNanos;
                return due < duration.toNanos() ? start + (long) due : NO_MORE;
            }
        };
    }

    /**
     * Open loop, evenly: like {@link #atRandom}, but at equal intervals.
     *
     * @param perSecond rate
     */
    static Schedule evenly(double perSecond, Duration duration) {
        double intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long start = System.nanoTime();
        return new Schedule() {
            private double due;

            @Override
            public long next(long now) {
                due += intervalNanos;
                return due < duration.toNanos() ? start + (long) due : NO_MORE;
            }
        };
    }
}
