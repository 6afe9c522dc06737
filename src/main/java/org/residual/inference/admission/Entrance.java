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
 * Lets in a number of requests at a time. The others wait in the order in which they came, and hold nothing. Safe for use
 * by many threads.
 */
final class Entrance {
    private final int places;
    private final int mostSlow;
    private final LongSupplier nanoClock;
    private final Set<Entry> inside = new LinkedHashSet<>();
    /** Those inside who take no place. */
    private final Set<Entry> slow = new HashSet<>();

    private final Deque<Waiter> line = new ArrayDeque<>();
    private final Pace pace = new Pace();

    /**
     * @param places how many are inside at a time
     * @param mostSlow how many more may be whose clients send slowly
     * @param nanoClock such as {@link System#nanoTime}
     */
    Entrance(int places, int mostSlow, LongSupplier nanoClock) {
        this.places = places;
        this.mostSlow = mostSlow;
        this.nanoClock = nanoClock;
    }

    /**
     * Somebody who waits.
     *
     * @param timeline of the request
     * @param arrived whether all of it has been received
     * @param since when it came
     * @param coming completes with the entry
     */
    private record Waiter(
            RequestTimeline timeline, BooleanSupplier arrived, long since, CompletableFuture<Entry> coming) {}

    /**
     * @param timeline of the request
     * @param arrived whether all of it has been received; asked now and then while it waits
     * @return completes when the request may come in. Whoever completes it before with an exception takes it out of the
     *     line.
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

    /** Has those wait in another line that have arrived by now; there they are the last. */
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
     * Lets others take the places of those whose clients have been sending for long. They stay inside all the same: what
     * has come of a request need not be sent again.
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
            // Not while the lock is held: what is done with it is not known here.
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

    /** How many wait outside. */
    synchronized int waiting() {
        return line.size();
    }

    /**
     * How long it takes until those are answered who wait now, if there are any: as fast as it went lately, or as long as the
     * first of them has waited, should it have become slower since.
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
