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
 * Requests that wait for a predictor, in one queue for each version. A free predictor takes a batch from the queue
 * whose turn it is; the queues take turns, so that a burst on one model cannot starve the others.
 */
final class BatchQueue {
    private final BatchLimits limits;
    private final int predictors;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Lanes with reserved places. */
    private final Map<ReadyVersion, VersionQueue> queues = new HashMap<>();
    /** Lanes with waiting work; the next one comes first. */
    private final Deque<VersionQueue> turns = new ArrayDeque<>();

    private int idle;
    private boolean closed;

    /**
     * @param limits of batches
     * @param predictors how many predictors take batches
     */
    BatchQueue(BatchLimits limits, int predictors) {
        this.limits = limits;
        this.predictors = predictors;
    }

    /**
     * Reserves places before decoding, so that no image is decoded in vain.
     *
     * @return whether the queue is open; the places become free once the images are taken, removed or released
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
     * @return how many images of each version come before one that is reserved now; as the queues take turns, at most
     *     as many of another queue as of its own, or one batch
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

    /** Frees reserved places for which no request was offered. */
    void release(ReadyVersion version, int images) {
        lock.lock();
        try {
            VersionQueue queue = Objects.requireNonNull(queues.get(version), "places must be reserved first");
            queue.release(images);
            forgetIfFree(queue);
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param request for whose images places are reserved
     * @return whether it is queued; false if the queue is closed, in which case its places stay reserved
     */
    boolean offer(PendingRequest request) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            add(request, Objects.requireNonNull(queues.get(request.version()), "places must be reserved first"));
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** All of it or, if memory runs out, nothing. */
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

    /** Frees the places of a request that nobody waits for. */
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
     * Waits for work.
     *
     * @return the next batch; empty once the queue is closed and empty
     */
    Optional<Batch> take() throws InterruptedException {
        Set<PendingRequest> late = new LinkedHashSet<>();
        Optional<Batch> batch;
        do {
            late.clear();
            batch = takeOrFindLate(late);
            // Outside the lock: failing a request calls back to free its places.
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

    /** A fuller batch pays only under load: if no other predictor is busy, it does not wait. */
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

    /** How many places are taken for a version. */
    int places(ReadyVersion version) {
        lock.lock();
        try {
            VersionQueue queue = queues.get(version);
            return queue == null ? 0 : queue.places();
        } finally {
            lock.unlock();
        }
    }

    /** How long the oldest waiting request for a version has waited. */
    Duration oldestWait(ReadyVersion version) {
        lock.lock();
        try {
            VersionQueue queue = queues.get(version);
            return queue == null ? Duration.ZERO : queue.oldestWait();
        } finally {
            lock.unlock();
        }
    }

    /** Accepts no more requests; queued ones are still handed out. */
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
