package org.residual.web.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemWriter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * Refuses requests that pages of other origins send through a browser, unless the configuration allows the origin.
 * Browsers send simple requests, such as multipart ones, without a preflight; CORS only hides the answers. Safe methods
 * pass, since they change nothing and take little time.
 */
final class ForeignPageFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final String NO_ORIGIN = "null";

    /** Sent by a page of the same origin, or by the user. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private static final Set<String> SAFE_METHODS =
            Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.OPTIONS.name(), HttpMethod.TRACE.name());

    private final transient CrossOrigin allowed;
    private final transient ProblemWriter problems;

    ForeignPageFilter(CrossOrigin allowed, ProblemWriter problems) {
        this.allowed = allowed;
        this.problems = problems;
    }

    /**
     * Programs send neither of the two headers; a page can neither omit nor choose them. Where a browser does not send
     * Sec-Fetch-Site, as over plain HTTP, the host in Origin must equal the requested host; the scheme is not compared,
     * since TLS may end at a proxy.
     *
     * @return whether a page of another origin sent the request
     */
    static boolean isFromForeignPage(HttpServletRequest request) {
        String site = request.getHeader(FETCH_SITE);
        if (site != null && !OWN_SITES.contains(site)) {
            return true;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            return false;
        }
        return ConnectionOrigin.of(request) == ConnectionOrigin.THIS_MACHINE_BY_FOREIGN_NAME
                || (site == null && !hostOf(origin).equalsIgnoreCase(request.getHeader(HttpHeaders.HOST)));
    }

    private static String hostOf(String origin) {
        try {
            String host = URI.create(origin).getRawAuthority();
            return host == null ? NO_ORIGIN : host;
        } catch (IllegalArgumentException e) {
            return NO_ORIGIN;
        }
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (SAFE_METHODS.contains(request.getMethod())
                || !isFromForeignPage(request)
                || allowed.allows(request.getHeader(HttpHeaders.ORIGIN))) {
            chain.doFilter(request, response);
        } else {
            problems.write(refusal(request), request, response);
        }
    }

    /** The message to a page whose origin is not allowed. */
    static ResponseEntity<ProblemDetail> refusal(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return Problem.ORIGIN_NOT_ALLOWED.toAnswer("Pages of "
                + (origin == null ? "other origins" : "'" + origin + "'")
                + " cannot send this request to '" + request.getHeader(HttpHeaders.HOST)
                + "': allow their origin with residual.cors.allowed-origins.");
    }
}
