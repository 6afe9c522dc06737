package org.residual.web;

import org.residual.inference.QueueFullException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** What a client is told that finds no room in the queue. */
final class QueueFull {
    private QueueFull() {}

    static ResponseEntity<ProblemDetail> answer(QueueFullException e) {
        return answer(e, Math.max(1, e.backlog().plusMillis(999).toSeconds()));
    }

    /** When others will have been answered nobody knows; soon, as none may take long. */
    static ResponseEntity<ProblemDetail> answer(BodiesFullException e) {
        return answer(e, 1);
    }

    private static ResponseEntity<ProblemDetail> answer(RuntimeException e, long seconds) {
        return ResponseEntity.status(Problem.QUEUE_FULL.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
                .body(Problem.QUEUE_FULL.withDetail(
                        e.getMessage() + " Try again in " + seconds + " s, or send fewer images."));
    }
}
