package org.residual.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Refuses what the headers say of bodies and that is not read here: types that are none, at some of which the framework
 * fails, and compression. Nobody knows what a compressed body becomes before it is unpacked, and images are compressed
 * already.
 */
@Component
@Order(RequestTimelineFilter.ORDER + 1)
final class BodyHeadersFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String IDENTITY = "identity";
    private static final int LONGEST_QUOTE = 40;

    private final transient ProblemWriter problems;

    BodyHeadersFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<ProblemDetail> problem = problem(request);
        if (problem.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        problems.write(
                ResponseEntity.status(problem.get().getStatus())
                        .header(HttpHeaders.ACCEPT_ENCODING, IDENTITY)
                        .body(problem.get()),
                request,
                response);
    }

    private static Optional<ProblemDetail> problem(HttpServletRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (!areTypes(type)) {
            return Optional.of(
                    Problem.UNSUPPORTED_TYPE.withDetail("The Content-Type '" + quotable(type) + "' is no media type."));
        }
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase(IDENTITY)) {
            return Optional.of(Problem.UNSUPPORTED_TYPE.withDetail(
                    "The body has the Content-Encoding '" + quotable(encoding) + "'; send it as it is."));
        }
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        if (!areTypes(accepted)) {
            return Optional.of(Problem.NOT_ACCEPTABLE.withDetail(
                    "The Accept '" + quotable(accepted) + "' is no list of media types."));
        }
        return Optional.empty();
    }

    private static boolean areTypes(String header) {
        try {
            MediaType.parseMediaTypes(header);
            return true;
        } catch (RuntimeException e) {
            // Not only the exception that says so: some make the parser run out of the text.
            return false;
        }
    }

    private static String quotable(String header) {
        return header.substring(0, Math.min(header.length(), LONGEST_QUOTE));
    }
}
