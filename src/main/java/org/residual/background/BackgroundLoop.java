package org.residual.background;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats work on a thread of its own until the loop is closed. Whatever a round throws, even an {@link Error}, the
 * next one follows; and the loop tells when it last completed one.
 */
public final class BackgroundLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoop.class);

    /** A round that hangs in an uninterruptible call must not keep the service from stopping. */
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final String name;
    private final Duration limit;
    private final LongSupplier nanoClock;
    private final FaultLog log;
    private final AtomicLong faults = new AtomicLong();
    private final ScheduledThreadPoolExecutor thread;
    private volatile long lastRound;

    /** The work of a round. */
    @FunctionalInterface
    public interface Round {
        /**
         * @throws InterruptedException if the loop was closed meanwhile
         * @throws Exception is logged, and the next round follows
         */
        void run() throws Exception;
    }

    BackgroundLoop(String name, Duration limit, LongSupplier nanoClock) {
        this.name = name;
        this.limit = limit;
        this.nanoClock = nanoClock;
        this.log = new FaultLog(name, nanoClock);
        this.lastRound = nanoClock.getAsLong();
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread worker = new Thread(task, name);
            worker.setDaemon(true);
            return worker;
        });
        thread.setRemoveOnCancelPolicy(true);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the loop is closed, and a round that fails is logged
    void start(Duration pause, Round round) {
        thread.scheduleWithFixedDelay(() -> comeRound(round), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void comeRound(Round round) {
        try {
            round.run();
            log.worked();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            survive(e);
        }
        progressed();
    }

    private void survive(Throwable fault) {
        try {
            if (!thread.isShutdown()) {
                faults.incrementAndGet();
                log.failed(fault);
            }
        } catch (Throwable e) {
            // If memory has run out, logging may fail too; a later round logs it.
        }
    }

    /**
     * Runs a task once on the loop's thread, between two rounds.
     *
     * @param task throws nothing
     * @param nanos from now
     * @return can be cancelled
     */
    public Future<?> schedule(Runnable task, long nanos) {
        return thread.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts as a completed round: a long round makes progress. */
    void progressed() {
        lastRound = nanoClock.getAsLong();
    }

    /** @return its name, such as {@code store-watcher} */
    public String name() {
        return name;
    }

    /** @return the time since its last round or progress */
    public Duration age() {
        return Duration.ofNanos(nanoClock.getAsLong() - lastRound);
    }

    /** @return the limit of that time, beyond which the loop hangs */
    public Duration limit() {
        return limit;
    }

    /** @return whether it exceeds the limit */
    public boolean hangs() {
        return age().compareTo(limit) > 0;
    }

    /**
     * @return how many rounds have failed since the start
     */
    public long faults() {
        return faults.get();
    }

    /** Interrupts the current round, and waits a moment for its end. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END_WITHIN.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} hangs and did not finish within {}: stopping without it", name, END_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
