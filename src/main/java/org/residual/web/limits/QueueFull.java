package org.residual.web.limits;

import java.time.Duration;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.QueueFullException;
import org.residual.memory.MemoryFullException;
import org.residual.web.problem.Problem;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** What a client is told that finds no room, in the queue or in memory, or not in time. */
public final class QueueFull {
    private QueueFull() {}

    public static ResponseEntity<ProblemDetail> answer(QueueFullException e) {
        return Problem.QUEUE_FULL.toAnswer(
                e.room(),
                seconds -> e.getMessage() + " Try again in " + seconds + " s, or allow more time with "
                        + RequestTimeout.HEADER + ".");
    }

    public static ResponseEntity<ProblemDetail> answer(DeadlineExceededException e) {
        return Problem.DEADLINE_EXCEEDED.toAnswer(
                e.getMessage() + " Send fewer images, or allow more time with " + RequestTimeout.HEADER + ".");
    }

    /** When others will have been answered nobody knows; soon, as none may take long. */
    public static ResponseEntity<ProblemDetail> answer(MemoryFullException e) {
        return Problem.MEMORY_FULL.toAnswer(
                Duration.ZERO, seconds -> e.getMessage() + " Try again in " + seconds + " s, or send less.");
    }

    public static ResponseEntity<ProblemDetail> answer(RequestThreads threads) {
        return Problem.QUEUE_FULL.toAnswer(
                Duration.ZERO,
                seconds -> "As many requests as may are being received: " + threads.count() + ". Try again in "
                        + seconds + " s.");
    }
}
