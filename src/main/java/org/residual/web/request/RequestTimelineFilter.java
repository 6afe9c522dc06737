package org.residual.web.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.residual.inference.request.RequestListener;
import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;
import org.residual.web.problem.ErrorBodies;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Follows every request for predictions to its end, for metrics and traces. */
@Component
@Order(RequestTimelineFilter.ORDER)
public final class RequestTimelineFilter extends OncePerRequestFilter {
    /**
     * Runs after the framework's own observation of requests, whose span contains the parts, and before any refusal.
     */
    public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

    private static final String TIMELINE = RequestTimeline.class.getName();

    private final List<RequestListener> listeners;

    RequestTimelineFilter(List<RequestListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /**
     * @param request for predictions
     * @return its timeline
     */
    public static RequestTimeline timelineOf(HttpServletRequest request) {
        return (RequestTimeline) request.getAttribute(TIMELINE);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        RequestTimeline begun = timelineOf(request);
        RequestTimeline timeline = begun == null ? new RequestTimeline() : begun;
        request.setAttribute(TIMELINE, timeline);
        try {
            chain.doFilter(request, response);
        } finally {
            if (!request.isAsyncStarted()) {
                timeline.close();
                timeline.end(Part.WRITE);
                String outcome = ErrorBodies.outcome(request, response);
                listeners.forEach(listener -> listener.ended(timeline, outcome));
            }
        }
    }

    /** A parked request is dispatched again. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return PredictionPath.of(request).isEmpty();
    }
}
