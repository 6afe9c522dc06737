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
 * Lets requests in to be received and answered, a number at a time for each version. The others wait outside, where one
 * holds its connection and nothing else: no thread, no memory for its body. Those wait that can be answered in their time,
 * as it has gone lately; the rest is refused. Safe for use by many threads.
 *
 * <p>Requests that have arrived as a whole do not wait behind those that are still to be sent: a client may send slowly.
 * Those that arrive while they wait need not wait behind them any longer.
 */
public final class Admission implements AutoCloseable {
    /** How long those inside that are still being received keep others out. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(2);

    /** Of the time that a request has, what it is expected to take at most: nobody knows how it will go. */
    private static final double SURE = 0.9;

    private final int places;
    private final int mostSlow;
    private final RefusalPace refusals;
    private final AnswerWatch watch;
    private final LongSupplier nanoClock;
    private final BackgroundLoop loop;
    /** Of versions that nobody holds any more nothing is kept. */
    private final Map<ReadyVersion, Entrances> versions = new WeakHashMap<>();

    /**
     * @param places how many requests for a version are received and answered at a time
     * @param mostSlow how many more may be whose clients send slowly
     * @param refusals spreads them over time
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
     * @param arrived for requests that need only be read
     * @param coming for those that are still to be sent
     */
    private record Entrances(Entrance arrived, Entrance coming) {
        List<Entrance> both() {
            return List.of(arrived, coming);
        }
    }

    /**
     * @param version is to answer
     * @param arrived whether the request has arrived as a whole; asked again while it waits, by another thread
     * @param caller waits for the answer
     * @return the entry, to be closed when the request is answered; or, not necessarily at once, a
     *     {@link QueueFullException} if it would not be answered in its time, a {@link DeadlineExceededException} once that
     *     is up, a {@link ClientGoneException} if nobody waits for the answer any more
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
     * @return how many requests for it wait outside
     */
    public int waiting(ReadyVersion version) {
        return entrances(version).both().stream().mapToInt(Entrance::waiting).sum();
    }

    /**
     * @param version a version
     * @return how long it will take until those that wait outside are answered; zero if none does
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
