package org.residual.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Refuses compressed bodies: nobody knows what one becomes before it is unpacked, and images are compressed already. */
@Component
@Order(RequestTimelineFilter.ORDER + 1)
final class ContentEncodingFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String IDENTITY = "identity";
    private static final int LONGEST_QUOTE = 40;

    private final transient ProblemWriter problems;

    ContentEncodingFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase(IDENTITY)) {
            chain.doFilter(request, response);
            return;
        }
        String quoted = encoding.substring(0, Math.min(encoding.length(), LONGEST_QUOTE));
        problems.write(
                ResponseEntity.status(Problem.UNSUPPORTED_TYPE.status())
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .header(HttpHeaders.ACCEPT_ENCODING, IDENTITY)
                        .body(Problem.UNSUPPORTED_TYPE.withDetail(
                                "The body has the Content-Encoding '" + quoted + "'; send it as it is.")),
                request,
                response);
    }
}
