package org.residual.web.admission;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.residual.web.limits.QueueFull;
import org.residual.web.limits.RequestThreads;
import org.residual.web.problem.ProblemWriter;
import org.residual.web.protocol.RepositoryController;
import org.residual.web.request.PredictionPath;
import org.residual.web.request.RequestTimelineFilter;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that would take the last threads, so that probes and listings never wait for uploads or for loading.
 * Requests for predictions need a thread only once they are admitted, which {@link AdmissionFilter} takes care of.
 */
@Component
@Order(RequestTimelineFilter.ORDER + 2)
final class RequestThreadsFilter extends OncePerRequestFilter {
    private static final Set<String> READING =
            Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.OPTIONS.name());

    private final RequestThreads threads;
    private final ProblemWriter problems;

    RequestThreadsFilter(RequestThreads threads, ProblemWriter problems) {
        this.threads = threads;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (threads.take(request)) {
            chain.doFilter(request, response);
        } else {
            problems.write(QueueFull.answer(threads), request, response);
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return READING.contains(request.getMethod())
                || RepositoryController.INDEX.equals(request.getServletPath())
                || PredictionPath.of(request).isPresent();
    }
}
