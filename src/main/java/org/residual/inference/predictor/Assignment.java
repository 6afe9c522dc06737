package org.residual.inference.predictor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** The batch that a predictor is running. It either ends or is given up, whichever comes first. */
final class Assignment {
    private final Batch batch;
    private final long start = System.nanoTime();
    private final AtomicReference<Status> status = new AtomicReference<>(Status.RUNNING);

    /** The state of the batch. */
    enum Status {
        RUNNING,
        ENDED,
        /** Its requests no longer wait for it. */
        GIVEN_UP,
        /** Given up, and its predictor has been replaced. */
        REPLACED
    }

    Assignment(Batch batch) {
        this.batch = batch;
    }

    Batch batch() {
        return batch;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    boolean isGivenUp() {
        return status.get() == Status.GIVEN_UP || status.get() == Status.REPLACED;
    }

    /**
     * Ends the batch.
     *
     * @return its state: if it was given up before, its answers are too late
     */
    Status end() {
        return status.updateAndGet(now -> now == Status.RUNNING ? Status.ENDED : now);
    }

    /**
     * @param replaced whether another predictor replaces this one
     * @return whether it was given up; false if it has just ended
     */
    boolean giveUp(boolean replaced) {
        return status.compareAndSet(Status.RUNNING, replaced ? Status.REPLACED : Status.GIVEN_UP);
    }
}
