package org.residual.web.request;

import jakarta.servlet.http.HttpServletRequest;
import org.residual.connection.ClientConnections;
import org.residual.inference.request.Caller;
import org.residual.web.limits.RequestTimeout;
import org.residual.web.problem.ProblemException;
import org.springframework.stereotype.Component;

/** Finds the caller of a request, with its deadline. */
@Component
public final class CallerResolver {
    private final RequestTimeout timeout;
    private final ClientConnections clients;

    CallerResolver(RequestTimeout timeout, ClientConnections clients) {
        this.timeout = timeout;
        this.clients = clients;
    }

    /** @throws ProblemException if the request's timeout is invalid */
    public Caller of(HttpServletRequest request) {
        return new Caller(
                timeout.of(request.getHeader(RequestTimeout.HEADER)),
                clients.gone(request),
                RequestTimelineFilter.timelineOf(request));
    }

    /** The same before the request's timeout has been validated. */
    public Caller ofUnread(HttpServletRequest request) {
        return new Caller(
                timeout.orUsual(request.getHeader(RequestTimeout.HEADER)),
                clients.gone(request),
                RequestTimelineFilter.timelineOf(request));
    }
}
