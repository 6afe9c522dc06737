package org.residual.inference.admission;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.residual.background.BackgroundLoop;
import org.residual.background.BackgroundLoops;
import org.residual.inference.request.AnswerWatch;
import org.residual.inference.request.Caller;
import org.residual.inference.request.ClientGoneException;
import org.residual.inference.request.Deadline;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.QueueFullException;
import org.residual.store.version.ReadyVersion;

/**
 * Limits how many requests for each version are received and answered at a time. Further ones wait if they can probably
 * be answered in time at the recent pace, and are refused otherwise. A waiting request holds its connection and nothing
 * else: no thread, no memory for its body. Safe for use by many threads.
 *
 * <p>Requests that have been received completely do not wait behind those still being sent, since a client may send
 * slowly. A request whose rest arrives while it waits moves to that line.
 */
public final class Admission implements AutoCloseable {
    /** How long an admitted request that is still being received keeps others out. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(2);

    /** The largest expected share of a request's time to use, since the expectation may be wrong. */
    private static final double SURE = 0.9;

    private final int places;
    private final int mostSlow;
    private final RefusalPace refusals;
    private final AnswerWatch watch;
    private final LongSupplier nanoClock;
    private final BackgroundLoop loop;
    /** Nothing is kept of versions that are no longer held. */
    private final Map<ReadyVersion, Entrances> versions = new WeakHashMap<>();

    /**
     * @param places how many requests for a version are received and answered at a time
     * @param mostSlow how many more there may be with slow clients
     * @param refusals spreads refusals over time
     * @param watch ends the wait
     * @param nanoClock such as {@link System#nanoTime}
     * @param loops gets one more
     */
    public Admission(
            int places,
            int mostSlow,
            RefusalPace refusals,
            AnswerWatch watch,
            LongSupplier nanoClock,
            BackgroundLoops loops) {
        this.places = places;
        this.mostSlow = mostSlow;
        this.refusals = refusals;
        this.watch = watch;
        this.nanoClock = nanoClock;
        this.loop = loops.start("admission", LOOK, LOOK.plus(LONGEST_LOOK), this::passSlow);
    }

    /**
     * @param arrived for requests that have been received
     * @param coming for those still being sent
     */
    private record Entrances(Entrance arrived, Entrance coming) {
        List<Entrance> both() {
            return List.of(arrived, coming);
        }
    }

    /**
     * @param version that is to answer
     * @param arrived whether the request has been received completely; asked again while it waits, by another thread
     * @param caller that waits for the answer
     * @return the entry, to be closed when the request is answered; or, not necessarily at once, a
     *     {@link QueueFullException} if it would not be answered by its deadline, a {@link DeadlineExceededException}
     *     once that has passed, a {@link ClientGoneException} once the client is gone
     */
    public CompletableFuture<Entry> ask(ReadyVersion version, BooleanSupplier arrived, Caller caller) {
        Entrances both = entrances(version);
        Entrance entrance = arrived.getAsBoolean() ? both.arrived() : both.coming();
        Duration expected = entrance.expectedWait();
        if (expected.toNanos() > SURE * caller.timeout().toNanos()) {
            return refuse(new QueueFullException(entrance.waiting() + " requests", expected, caller.timeout()), caller);
        }
        CompletableFuture<Entry> coming = entrance.ask(caller.timeline(), arrived);
        if (!coming.isDone()) {
            watch.watch(coming, Deadline.in(caller.timeout()), caller.gone());
        }
        return coming;
    }

    private CompletableFuture<Entry> refuse(QueueFullException problem, Caller caller) {
        Duration delay = refusals.next(caller.timeout());
        if (delay.isZero()) {
            return CompletableFuture.failedFuture(problem);
        }
        CompletableFuture<Entry> refused = new CompletableFuture<>();
        watch.watch(refused, () -> problem, delay.toNanos(), caller.gone());
        return refused;
    }

    private Entrances entrances(ReadyVersion version) {
        synchronized (versions) {
            return versions.computeIfAbsent(
                    version,
                    added -> new Entrances(
                            new Entrance(places, 0, nanoClock), new Entrance(places, mostSlow, nanoClock)));
        }
    }

    private void passSlow() {
        List<Entrances> all;
        synchronized (versions) {
            all = List.copyOf(versions.values());
        }
        for (Entrances both : all) {
            both.coming().passArrived(both.arrived());
            both.coming().passSlow(SLOW);
        }
    }

    /**
     * @param version a version
     * @return how many requests for it wait for admission
     */
    public int waiting(ReadyVersion version) {
        return entrances(version).both().stream().mapToInt(Entrance::waiting).sum();
    }

    /**
     * @param version a version
     * @return how long it will take until the waiting requests are answered; zero if there are none
     */
    public Duration expectedWait(ReadyVersion version) {
        return entrances(version).both().stream()
                .map(Entrance::expectedWait)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        loop.close();
    }
}
