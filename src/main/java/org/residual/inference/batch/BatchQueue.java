package org.residual.inference.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.residual.store.version.ReadyVersion;

/**
 * Requests that wait for a predictor, a lane for each version. A predictor that becomes free takes what has gathered in
 * the lane whose turn it is; the lanes take turns, so that a flood on one model neither delays nor shuts out another.
 */
public final class BatchQueue {
    private final BatchLimits limits;
    private final int predictors;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Lanes in which a place is taken. */
    private final Map<ReadyVersion, Lane> lanes = new HashMap<>();
    /** Lanes in which something waits; the one whose turn it is comes first. */
    private final Deque<Lane> turns = new ArrayDeque<>();

    private int idle;
    private boolean closed;

    /**
     * @param limits of batches
     * @param predictors how many predictors take from here
     */
    public BatchQueue(BatchLimits limits, int predictors) {
        this.limits = limits;
        this.predictors = predictors;
    }

    /**
     * Reserves places, before the work of decoding is done for nothing.
     *
     * @return whether the queue is open; the places are free again once the images are taken, removed or released
     */
    public boolean reserve(ReadyVersion version, int images) {
        lock.lock();
        try {
            if (!closed) {
                lanes.computeIfAbsent(version, Lane::new).reserve(images);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * @return how many images of each version come before one that is reserved now: as the lanes take turns, of a longer
     *     lane no more than of its own, or a batch
     */
    public Map<ReadyVersion, Integer> before(ReadyVersion version) {
        lock.lock();
        try {
            Lane own = lanes.get(version);
            int most = own == null ? limits.images() : Math.max(limits.images(), own.places());
            Map<ReadyVersion, Integer> images = new HashMap<>();
            lanes.values().forEach(lane -> images.put(lane.version(), Math.min(most, lane.places())));
            return images;
        } finally {
            lock.unlock();
        }
    }

    /** Frees reserved places that no request was offered for. */
    public void release(ReadyVersion version, int images) {
        lock.lock();
        try {
            Lane lane = Objects.requireNonNull(lanes.get(version), "places are reserved");
            lane.release(images);
            forgetIfFree(lane);
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param request for whose images places are reserved
     * @return whether it waits now; not if the queue is closed, and its places are still reserved then
     */
    public boolean offer(PendingRequest request) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            add(request, Objects.requireNonNull(lanes.get(request.version()), "places are reserved"));
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** All of it or, for want of memory, nothing. */
    private void add(PendingRequest request, Lane lane) {
        boolean added = false;
        try {
            if (!lane.hasWaiting()) {
                turns.addLast(lane);
            }
            request.items().forEach(lane::add);
            added = true;
        } finally {
            if (!added) {
                lane.withdraw(request);
                if (!lane.hasWaiting()) {
                    turns.remove(lane);
                }
            }
        }
    }

    /** Frees the places of a request that is not waited for any more. */
    public void remove(PendingRequest request) {
        lock.lock();
        try {
            Lane lane = lanes.get(request.version());
            if (lane != null) {
                lane.remove(request);
                if (!lane.hasWaiting()) {
                    turns.remove(lane);
                }
                forgetIfFree(lane);
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetIfFree(Lane lane) {
        if (lane.places() == 0) {
            lanes.remove(lane.version());
        }
    }

    /**
     * Waits until there is something to do.
     *
     * @return the next batch; empty once the queue is closed and nothing waits any more
     */
    public Optional<Batch> take() throws InterruptedException {
        Set<PendingRequest> late = new LinkedHashSet<>();
        Optional<Batch> batch;
        do {
            late.clear();
            batch = takeOrFindLate(late);
            // Not while the lock is held: to fail a request comes back here to free its places.
            late.forEach(PendingRequest::failLate);
        } while (batch.isEmpty() && !late.isEmpty());
        return batch;
    }

    private Optional<Batch> takeOrFindLate(Set<PendingRequest> late) throws InterruptedException {
        lock.lockInterruptibly();
        idle++;
        try {
            while (!turns.isEmpty() || !closed) {
                if (turns.isEmpty()) {
                    changed.await();
                } else {
                    awaitFullBatch(turns.getFirst());
                    Optional<Batch> batch = next(late);
                    if (batch.isPresent() || !late.isEmpty()) {
                        return batch;
                    }
                }
            }
            return Optional.empty();
        } finally {
            idle--;
            lock.unlock();
        }
    }

    /** Only under load does a fuller batch pay: where no other predictor is busy, nothing is waited for. */
    private void awaitFullBatch(Lane lane) throws InterruptedException {
        long left = limits.delay().toNanos();
        while (left > 0 && !closed && idle < predictors && lane.hasWaiting() && lane.waitingItems() < limits.images()) {
            left = changed.awaitNanos(left);
        }
    }

    private Optional<Batch> next(Set<PendingRequest> late) {
        Lane lane = turns.pollFirst();
        if (lane == null) {
            return Optional.empty();
        }
        List<WorkItem> items = lane.gather(limits, late);
        if (lane.hasWaiting()) {
            turns.addLast(lane);
        }
        forgetIfFree(lane);
        return items.isEmpty() ? Optional.empty() : Optional.of(new Batch(lane.version(), items));
    }

    /** How many places are taken of those for a version. */
    public int places(ReadyVersion version) {
        lock.lock();
        try {
            Lane lane = lanes.get(version);
            return lane == null ? 0 : lane.places();
        } finally {
            lock.unlock();
        }
    }

    /** For how long the first of those that wait for a version has been waiting. */
    public Duration oldestWait(ReadyVersion version) {
        lock.lock();
        try {
            Lane lane = lanes.get(version);
            return lane == null ? Duration.ZERO : lane.oldestWait();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more requests; those that wait are still handed out. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
