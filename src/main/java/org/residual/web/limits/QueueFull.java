package org.residual.web.limits;

import java.time.Duration;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.QueueFullException;
import org.residual.memory.MemoryFullException;
import org.residual.web.problem.Problem;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** The problems of requests for which there is no room in the queue or in memory, or not in time. */
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

    /** It is unknown when other requests will have been answered; soon, as none may take long. */
    public static ResponseEntity<ProblemDetail> answer(MemoryFullException e) {
        return Problem.MEMORY_FULL.toAnswer(
                Duration.ZERO,
                seconds -> e.getMessage() + " Try again in " + seconds + " s, or send a smaller request.");
    }

    public static ResponseEntity<ProblemDetail> answer(RequestThreads threads) {
        return Problem.QUEUE_FULL.toAnswer(
                Duration.ZERO,
                seconds -> "The limit of concurrently received requests is reached: " + threads.count() + ". "
                        + "Try again in "
                        + seconds + " s.");
    }
}
