package org.residual.web.answer;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.residual.connection.ServerConnections;
import org.residual.web.problem.AnswerAdvice;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Closes connections after their answers once the service is stopping, also for requests that had begun before. */
@RestControllerAdvice
public final class LastAnswers implements AnswerAdvice {
    private static final String CLOSE = "close";

    private final ServerConnections connections;

    LastAnswers(ServerConnections connections) {
        this.connections = connections;
    }

    @Override
    public @Nullable Object beforeWriting(
            @Nullable Object body, ServerHttpRequest request, ServerHttpResponse response) {
        if (connections.areClosing()) {
            response.getHeaders().set(HttpHeaders.CONNECTION, CLOSE);
        }
        return body;
    }

    /** The same for an answer that is written by hand. */
    public void announce(HttpServletResponse response) {
        if (connections.areClosing()) {
            response.setHeader(HttpHeaders.CONNECTION, CLOSE);
        }
    }
}
