package org.residual.web.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each request an id, the client's if it sent one; the answer's header, problem details and logs include it. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestIdFilter extends OncePerRequestFilter {
    public static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestIdFilter.class.getName();
    private static final String LOGGED_AS = "request_id";

    /** No characters or lengths that could forge or flood lines of a log. */
    private static final Pattern TRUSTED = Pattern.compile("[\\w.:+/=-]{1,128}");

    /**
     * @param request that this filter has seen
     * @return its id
     */
    static String idOf(HttpServletRequest request) {
        return (String) request.getAttribute(ATTRIBUTE);
    }

    /**
     * Gives a request an id if it has none, and sets it in the answer.
     *
     * @return its id
     */
    static String give(HttpServletRequest request, HttpServletResponse response) {
        String id = idOf(request);
        if (id == null) {
            id = chooseFor(request);
            request.setAttribute(ATTRIBUTE, id);
            response.setHeader(HEADER, id);
        }
        return id;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        MDC.put(LOGGED_AS, give(request, response));
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(LOGGED_AS);
        }
    }

    private static String chooseFor(HttpServletRequest request) {
        String sent = request.getHeader(HEADER);
        return sent != null && TRUSTED.matcher(sent).matches()
                ? sent
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }
}
