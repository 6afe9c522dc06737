package org.residual.inference.predictor;

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
 * Requests that wait for a predictor, a queue for each version. A predictor that becomes free takes what has gathered in
 * the queue whose turn it is; the queues take turns, so that a flood on one model neither delays nor shuts out another.
 */
final class BatchQueue {
    private final BatchLimits limits;
    private final int predictors;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Lanes in which a place is taken. */
    private final Map<ReadyVersion, VersionQueue> queues = new HashMap<>();
    /** Lanes in which something waits; the one whose turn it is comes first. */
    private final Deque<VersionQueue> turns = new ArrayDeque<>();

    private int idle;
    private boolean closed;

    /**
     * @param limits of batches
     * @param predictors how many predictors take from here
     */
    BatchQueue(BatchLimits limits, int predictors) {
        this.limits = limits;
        this.predictors = predictors;
    }

    /**
     * Reserves places, before the work of decoding is done for nothing.
     *
     * @return whether the queue is open; the places are free again once the images are taken, removed or released
     */
    boolean reserve(ReadyVersion version, int images) {
        lock.lock();
        try {
            if (!closed) {
                queues.computeIfAbsent(version, VersionQueue::new).reserve(images);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * @return how many images of each version come before one that is reserved now: as the queues take turns, of a longer
     *     queue no more than of its own, or a batch
     */
    Map<ReadyVersion, Integer> before(ReadyVersion version) {
        lock.lock();
        try {
            VersionQueue own = queues.get(version);
            int most = own == null ? limits.images() : Math.max(limits.images(), own.places());
            Map<ReadyVersion, Integer> images = new HashMap<>();
            queues.values().forEach(queue -> images.put(queue.version(), Math.min(most, queue.places())));
            return images;
        } finally {
            lock.unlock();
        }
    }

    /** Frees reserved places that no request was offered for. */
    void release(ReadyVersion version, int images) {
        lock.lock();
        try {
            VersionQueue queue = Objects.requireNonNull(queues.get(version), "places are reserved");
            queue.release(images);
            forgetIfFree(queue);
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param request for whose images places are reserved
     * @return whether it waits now; not if the queue is closed, and its places are still reserved then
     */
    boolean offer(PendingRequest request) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            add(request, Objects.requireNonNull(queues.get(request.version()), "places are reserved"));
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** All of it or, for want of memory, nothing. */
    private void add(PendingRequest request, VersionQueue queue) {
        boolean added = false;
        try {
            if (!queue.hasWaiting()) {
                turns.addLast(queue);
            }
            request.items().forEach(queue::add);
            added = true;
        } finally {
            if (!added) {
                queue.withdraw(request);
                if (!queue.hasWaiting()) {
                    turns.remove(queue);
                }
            }
        }
    }

    /** Frees the places of a request that is not waited for any more. */
    void remove(PendingRequest request) {
        lock.lock();
        try {
            VersionQueue queue = queues.get(request.version());
            if (queue != null) {
                queue.remove(request);
                if (!queue.hasWaiting()) {
                    turns.remove(queue);
                }
                forgetIfFree(queue);
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetIfFree(VersionQueue queue) {
        if (queue.places() == 0) {
            queues.remove(queue.version());
        }
    }

    /**
     * Waits until there is something to do.
     *
     * @return the next batch; empty once the queue is closed and nothing waits any more
     */
    Optional<Batch> take() throws InterruptedException {
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
    private void awaitFullBatch(VersionQueue queue) throws InterruptedException {
        long left = limits.delay().toNanos();
        while (left > 0
                && !closed
                && idle < predictors
                && queue.hasWaiting()
                && queue.waitingItems() < limits.images()) {
            left = changed.awaitNanos(left);
        }
    }

    private Optional<Batch> next(Set<PendingRequest> late) {
        VersionQueue queue = turns.pollFirst();
        if (queue == null) {
            return Optional.empty();
        }
        List<WorkItem> items = queue.gather(limits, late);
        if (queue.hasWaiting()) {
            turns.addLast(queue);
        }
        forgetIfFree(queue);
        return items.isEmpty() ? Optional.empty() : Optional.of(new Batch(queue.version(), items));
    }

    /** How many places are taken of those for a version. */
    int places(ReadyVersion version) {
        lock.lock();
        try {
            VersionQueue queue = queues.get(version);
            return queue == null ? 0 : queue.places();
        } finally {
            lock.unlock();
        }
    }

    /** For how long the first of those that wait for a version has been waiting. */
    Duration oldestWait(ReadyVersion version) {
        lock.lock();
        try {
            VersionQueue queue = queues.get(version);
            return queue == null ? Duration.ZERO : queue.oldestWait();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more requests; those that wait are still handed out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
