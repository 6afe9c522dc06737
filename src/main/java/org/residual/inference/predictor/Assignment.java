package org.residual.inference.predictor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** A batch that a predictor is at. Either it comes to its end or it is given up, whichever is first. */
final class Assignment {
    private final Batch batch;
    private final long start = System.nanoTime();
    private final AtomicReference<Status> status = new AtomicReference<>(Status.RUNNING);

    /** How it stands with the batch. */
    enum Status {
        RUNNING,
        ENDED,
        /** Its requests wait for it no more. */
        GIVEN_UP,
        /** Given up, and another predictor has taken the place of the one that is at it. */
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
     * The predictor is done with it.
     *
     * @return how it stands: if it was given up before, its answers come too late
     */
    Status end() {
        return status.updateAndGet(now -> now == Status.RUNNING ? Status.ENDED : now);
    }

    /**
     * @param replaced whether another predictor takes the place
     * @return whether it was given up; false if it has just come to its end
     */
    boolean giveUp(boolean replaced) {
        return status.compareAndSet(Status.RUNNING, replaced ? Status.REPLACED : Status.GIVEN_UP);
    }
}
