package org.residual.inference.predictor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.residual.inference.batch.Batch;

/** A batch that a predictor is at. Either it comes to its end or it is given up, whichever is first. */
final class Assignment {
    private final Batch batch;
    private final long start = System.nanoTime();
    private final AtomicReference<Course> course = new AtomicReference<>(Course.RUNNING);

    /** How it stands with the batch. */
    enum Course {
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
        return course.get() == Course.GIVEN_UP || course.get() == Course.REPLACED;
    }

    /**
     * The predictor is done with it.
     *
     * @return how it stands: if it was given up before, its answers come too late
     */
    Course end() {
        return course.updateAndGet(now -> now == Course.RUNNING ? Course.ENDED : now);
    }

    /**
     * @param replaced whether another predictor takes the place
     * @return whether it was given up; false if it has just come to its end
     */
    boolean giveUp(boolean replaced) {
        return course.compareAndSet(Course.RUNNING, replaced ? Course.REPLACED : Course.GIVEN_UP);
    }
}
