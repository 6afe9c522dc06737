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
        long seconds = Math.max(1, e.backlog().plusMillis(999).toSeconds());
        return ResponseEntity.status(Problem.QUEUE_FULL.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
                .body(Problem.QUEUE_FULL.withDetail(
                        e.getMessage() + " Try again in " + seconds + " s, or send fewer images."));
    }
}
