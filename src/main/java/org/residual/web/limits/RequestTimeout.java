package org.residual.web.limits;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;
import org.springframework.stereotype.Component;

/** How long a request may take. */
@Component
public final class RequestTimeout {
    public static final String HEADER = "X-Request-Timeout-Ms";

    private final RequestLimits limits;

    RequestTimeout(RequestLimits limits) {
        this.limits = limits;
    }

    /**
     * @param header the request's timeout in milliseconds; null if it sets none
     * @return its timeout, at most the configured longest
     * @throws ProblemException if the header is not a positive whole number
     */
    public Duration of(@Nullable String header) {
        if (header == null) {
            return limits.timeout();
        }
        if (!header.matches("[0-9]{1,15}") || Long.parseLong(header) == 0) {
            throw Problem.MALFORMED_REQUEST.toException(
                    HEADER + " is '" + header + "', but must be a positive whole number of milliseconds.");
        }
        Duration asked = Duration.ofMillis(Long.parseLong(header));
        return asked.compareTo(limits.longestTimeout()) < 0 ? asked : limits.longestTimeout();
    }

    /** @return the same for code that must not refuse the request: an invalid header gives the default timeout */
    public Duration orUsual(@Nullable String header) {
        try {
            return of(header);
        } catch (ProblemException e) {
            return limits.timeout();
        }
    }
}
