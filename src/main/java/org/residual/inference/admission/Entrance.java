package org.residual.inference.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.residual.inference.request.RequestTimeline;

/**
 * Admits a limited number of requests at a time. The others wait in order of arrival, and hold nothing. Safe for use by
 * many threads.
 */
final class Entrance {
    private final int places;
    private final int mostSlow;
    private final LongSupplier nanoClock;
    private final Set<Entry> inside = new LinkedHashSet<>();
    /** Admitted requests that no longer count. */
    private final Set<Entry> slow = new HashSet<>();

    private final Deque<Waiter> line = new ArrayDeque<>();
    private final Pace pace = new Pace();

    /**
     * @param places how many are admitted at a time
     * @param mostSlow how many more there may be with slow clients
     * @param nanoClock such as {@link System#nanoTime}
     */
    Entrance(int places, int mostSlow, LongSupplier nanoClock) {
        this.places = places;
        this.mostSlow = mostSlow;
        this.nanoClock = nanoClock;
    }

    /**
     * A waiting request.
     *
     * @param timeline of the request
     * @param arrived whether it has been received completely
     * @param since when it arrived
     * @param coming completes with the entry
     */
    private record Waiter(
            RequestTimeline timeline, BooleanSupplier arrived, long since, CompletableFuture<Entry> coming) {}

    /**
     * @param timeline of the request
     * @param arrived whether it has been received completely; asked now and then while it waits
     * @return completes when the request is admitted; completing it earlier with an exception removes the request from
     *     the line
     */
    CompletableFuture<Entry> ask(RequestTimeline timeline, BooleanSupplier arrived) {
        Waiter waiter = new Waiter(timeline, arrived, nanoClock.getAsLong(), new CompletableFuture<>());
        if (!enterOrWait(waiter)) {
            forgetIfItFails(waiter);
        }
        return waiter.coming();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // cannot fail
    private void forgetIfItFails(Waiter waiter) {
        waiter.coming().whenComplete((entry, problem) -> {
            if (problem != null) {
                forget(waiter);
            }
        });
    }

    /** Moves requests that have been received by now to the end of another line. */
    void passArrived(Entrance other) {
        takeArrived().forEach(other::join);
        other.letIn();
    }

    private synchronized List<Waiter> takeArrived() {
        List<Waiter> found =
                line.stream().filter(waiter -> waiter.arrived().getAsBoolean()).toList();
        line.removeAll(found);
        return found;
    }

    private void join(Waiter waiter) {
        synchronized (this) {
            line.addLast(waiter);
        }
        forgetIfItFails(waiter);
    }

    private synchronized boolean enterOrWait(Waiter waiter) {
        if (line.isEmpty() && inside.size() < places) {
            return waiter.coming().complete(enter(waiter));
        }
        line.addLast(waiter);
        return false;
    }

    private synchronized void forget(Waiter waiter) {
        line.remove(waiter);
    }

    private Entry enter(Waiter waiter) {
        Entry entry = new Entry(this, waiter.timeline(), nanoClock.getAsLong());
        inside.add(entry);
        return entry;
    }

    void leave(Entry entry) {
        if (remove(entry, true)) {
            letIn();
        }
    }

    /**
     * Gives the places of requests that have been received slowly for a long time to others. The slow ones stay
     * admitted, so that nothing has to be sent again.
     */
    void passSlow(Duration longest) {
        findSlow(longest);
        letIn();
    }

    private synchronized void findSlow(Duration longest) {
        long now = nanoClock.getAsLong();
        List<Entry> found = inside.stream()
                .filter(entry -> entry.isReceivedFor(longest.toNanos(), now))
                .limit(mostSlow - slow.size())
                .toList();
        slow.addAll(found);
        found.forEach(inside::remove);
    }

    private synchronized boolean remove(Entry entry, boolean answered) {
        boolean removed = inside.remove(entry) || slow.remove(entry);
        if (removed && answered) {
            pace.answered(nanoClock.getAsLong(), !line.isEmpty());
        }
        return removed;
    }

    private void letIn() {
        for (Entering next = next(); next != null; next = next()) {
            // Outside the lock: a completion may run any code.
            if (!next.waiter().coming().complete(next.entry())) {
                remove(next.entry(), false);
            }
        }
    }

    private record Entering(Waiter waiter, Entry entry) {}

    private synchronized @Nullable Entering next() {
        if (inside.size() >= places || line.isEmpty()) {
            return null;
        }
        Waiter waiter = line.removeFirst();
        return new Entering(waiter, enter(waiter));
    }

    /** How many are waiting. */
    synchronized int waiting() {
        return line.size();
    }

    /**
     * How long until those waiting now are answered, if there are any: at the recent pace, or as long as the first of
     * them has waited, in case it has slowed down.
     */
    synchronized Duration expectedWait() {
        if (line.isEmpty()) {
            return Duration.ZERO;
        }
        Duration oldest =
                Duration.ofNanos(nanoClock.getAsLong() - line.getFirst().since());
        return Collections.max(List.of(pace.timeFor(inside.size() + line.size()), oldest));
    }
}
