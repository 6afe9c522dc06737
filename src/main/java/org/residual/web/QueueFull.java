package org.residual.web;

import java.time.Duration;
import org.residual.inference.QueueFullException;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** What a client is told that finds no room in the queue. */
final class QueueFull {
    private QueueFull() {}

    static ResponseEntity<ProblemDetail> answer(QueueFullException e) {
        return answer(e, e.backlog());
    }

    /** When others will have been answered nobody knows; soon, as none may take long. */
    static ResponseEntity<ProblemDetail> answer(BodiesFullException e) {
        return answer(e, Duration.ZERO);
    }

    static ResponseEntity<ProblemDetail> answer(RequestThreads threads) {
        return answer("As many requests as may are being received: " + threads.count() + ".", Duration.ZERO);
    }

    private static ResponseEntity<ProblemDetail> answer(RuntimeException e, Duration wait) {
        return answer(e.getMessage(), wait);
    }

    private static ResponseEntity<ProblemDetail> answer(String full, Duration wait) {
        return Problem.QUEUE_FULL.toAnswer(
                wait, seconds -> full + " Try again in " + seconds + " s, or send fewer images.");
    }
}
