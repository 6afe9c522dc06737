package org.residual.web.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.residual.access.Client;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemWriter;
import org.slf4j.MDC;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.context.SecurityContextHolder;

/** Names the client in the logs, and enforces its rate limit. */
final class ClientFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String LOGGED_AS = "client";

    private final transient ProblemWriter problems;

    ClientFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Client client = client();
        Optional<Duration> early = client.rate().exceededBy();
        if (early.isPresent()) {
            problems.write(tooOften(client, early.get()), request, response);
            return;
        }
        MDC.put(LOGGED_AS, client.name());
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(LOGGED_AS);
        }
    }

    private static Client client() {
        ClientAuthentication identified =
                (ClientAuthentication) SecurityContextHolder.getContext().getAuthentication();
        return Objects.requireNonNull(identified, "requests without a credential were refused before")
                .getPrincipal();
    }

    private static ResponseEntity<ProblemDetail> tooOften(Client client, Duration early) {
        return Problem.RATE_LIMITED.toAnswer(
                early, seconds -> "'" + client.name() + "' exceeds its rate limit. Try again in " + seconds + " s.");
    }
}
