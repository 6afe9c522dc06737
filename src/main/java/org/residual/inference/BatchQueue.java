package org.residual.inference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.residual.store.ReadyVersion;

/**
 * Requests that wait for a predictor, a lane for each version. A predictor that becomes free takes what has gathered in
 * the lane whose turn it is; the lanes take turns, and each has room of its own, so that a flood on one model neither
 * delays nor shuts out another.
 */
final class BatchQueue {
    private final BatchLimits limits;
    private final int predictors;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The lane whose turn it is comes first. None is empty. */
    private final Map<ReadyVersion, Lane> lanes = new LinkedHashMap<>();

    private int idle;
    private boolean closed;

    /**
     * @param limits of batches and of what may wait
     * @param predictors how many predictors take from here
     */
    BatchQueue(BatchLimits limits, int predictors) {
        this.limits = limits;
        this.predictors = predictors;
    }

    /**
     * @return whether there was room; if not, nothing of the request waits
     */
    boolean offer(PendingRequest request) {
        lock.lock();
        try {
            Lane lane = lanes.getOrDefault(request.version(), new Lane(request.version()));
            if (closed
                    || lane.images() + request.imageCount() > limits.queuedImages()
                    || lane.bytes() + request.bytes() > limits.queuedBytes()) {
                return false;
            }
            request.items().forEach(lane::add);
            lanes.put(request.version(), lane);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Frees the places of a request that is not waited for any more. */
    void remove(PendingRequest request) {
        lock.lock();
        try {
            Lane lane = lanes.get(request.version());
            if (lane != null) {
                lane.remove(request);
                if (lane.isEmpty()) {
                    lanes.remove(request.version());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is something to do.
     *
     * @return the next batch; empty once the queue is closed and nothing waits any more
     */
    Optional<Batch> take() throws InterruptedException {
        lock.lockInterruptibly();
        idle++;
        try {
            while (true) {
                if (lanes.isEmpty()) {
                    if (closed) {
                        return Optional.empty();
                    }
                    changed.await();
                    continue;
                }
                Lane lane = lanes.values().iterator().next();
                awaitFullBatch(lane);
                if (lanes.get(lane.version()) == lane) {
                    lanes.remove(lane.version());
                    List<WorkItem> items = lane.gather(limits);
                    if (!lane.isEmpty()) {
                        lanes.put(lane.version(), lane);
                    }
                    if (!items.isEmpty()) {
                        return Optional.of(new Batch(lane.version(), items));
                    }
                }
            }
        } finally {
            idle--;
            lock.unlock();
        }
    }

    /** Only under load does a fuller batch pay: where no other predictor is busy, nothing is waited for. */
    private void awaitFullBatch(Lane lane) throws InterruptedException {
        long left = limits.delay().toNanos();
        while (left > 0 && !closed && idle < predictors && !lane.isEmpty() && lane.images() < limits.images()) {
            left = changed.awaitNanos(left);
        }
    }

    /** How many images wait for a version. */
    int waitingImages(ReadyVersion version) {
        lock.lock();
        try {
            Lane lane = lanes.get(version);
            return lane == null ? 0 : lane.images();
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
