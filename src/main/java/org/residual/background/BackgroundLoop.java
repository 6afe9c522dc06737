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
 * Work that is done in rounds on a thread of its own until the loop is closed. Whatever a round throws, an
 * {@link Error} included, the next one follows; and the loop tells when it last came round.
 */
public final class BackgroundLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoop.class);

    /** A round that hangs in a call that cannot be interrupted must not keep the service from stopping. */
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final String name;
    private final Duration limit;
    private final LongSupplier nanoClock;
    private final FaultLog log;
    private final AtomicLong faults = new AtomicLong();
    private final ScheduledThreadPoolExecutor thread;
    private volatile long lastRound;

    /** What is done each time. */
    @FunctionalInterface
    public interface Round {
        /**
         * @throws InterruptedException if the loop was closed meanwhile
         * @throws Exception which is logged, and the next round follows
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
            // Where memory is gone, none may be left to say so; it is said in a later round.
        }
    }

    /**
     * Does something once on the loop's thread, between two rounds.
     *
     * @param task throws nothing
     * @param nanos from now
     * @return may be cancelled
     */
    public Future<?> schedule(Runnable task, long nanos) {
        return thread.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts as a round: one that takes long gets on. */
    void progressed() {
        lastRound = nanoClock.getAsLong();
    }

    /**
     * @return what it is called, such as {@code store-watcher}
     */
    public String name() {
        return name;
    }

    /**
     * @return the time since it last came round or got on in a round that takes long
     */
    public Duration age() {
        return Duration.ofNanos(nanoClock.getAsLong() - lastRound);
    }

    /**
     * @return how old that may be; beyond, the loop hangs
     */
    public Duration limit() {
        return limit;
    }

    /**
     * @return whether it has not come round within the limit
     */
    public boolean hangs() {
        return age().compareTo(limit) > 0;
    }

    /**
     * @return how many rounds have failed since the start
     */
    public long faults() {
        return faults.get();
    }

    /** Interrupts the round that is under way, and waits a moment for its end. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END_WITHIN.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} hangs and did not end within {}: stopping without it", name, END_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
