package org.residual.web.body;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.residual.memory.MemoryBudget;
import org.residual.memory.RequestMemory;
import org.residual.web.limits.RequestLimits;
import org.residual.web.limits.RequestTimeout;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemWriter;
import org.residual.web.request.RequestTimelineFilter;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Refuses invalid media types, on some of which the framework fails, and unsupported content codings. Unpacks bodies in
 * gzip and deflate.
 */
@Component
@Order(RequestTimelineFilter.ORDER + 1)
final class BodyHeadersFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String IDENTITY = "identity";
    private static final String CODINGS = "gzip, deflate";
    private static final int LONGEST_QUOTE = 40;
    private static final Pattern CHARSET =
            Pattern.compile("\\s*;\\s*charset=(?:\"[^\"]*\"|[^;,\\s\"]+)", Pattern.CASE_INSENSITIVE);

    private final transient ProblemWriter problems;
    private final transient RequestLimits limits;
    private final transient RequestTimeout timeout;
    private final transient MemoryBudget memory;

    BodyHeadersFilter(ProblemWriter problems, RequestLimits limits, RequestTimeout timeout, RequestMemory memory) {
        this.problems = problems;
        this.limits = limits;
        this.timeout = timeout;
        this.memory = memory.bodies();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        boolean readable = parses(type) && parses(accepted);
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        Optional<ContentCoding> coding = encoding == null ? Optional.empty() : ContentCoding.of(encoding);
        Optional<ProblemDetail> problem = problem(type, accepted, readable, coding.isPresent() ? IDENTITY : encoding);
        if (problem.isEmpty()) {
            HttpServletRequest read = readable ? request : new WithoutCharsets(request);
            if (coding.isEmpty()) {
                chain.doFilter(read, response);
            } else {
                unpack(read, coding.get(), response, chain);
            }
            return;
        }
        problems.write(
                ResponseEntity.status(problem.get().getStatus())
                        .header(HttpHeaders.ACCEPT_ENCODING, CODINGS)
                        .body(problem.get()),
                request,
                response);
    }

    private void unpack(
            HttpServletRequest request, ContentCoding coding, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Duration longest = timeout.orUsual(request.getHeader(RequestTimeout.HEADER));
        try (UnpackedBody body =
                new UnpackedBody(request.getInputStream(), coding, limits, () -> new BodyMemory(memory, -1, longest))) {
            chain.doFilter(new UnpackedRequest(request, body), response);
        }
    }

    /** @param readable whether the framework can parse both types unchanged */
    private static Optional<ProblemDetail> problem(
            @Nullable String type, @Nullable String accepted, boolean readable, @Nullable String encoding) {
        if (type != null && !readable && !parses(withoutCharsets(type))) {
            return Optional.of(Problem.UNSUPPORTED_TYPE.withDetail(
                    "The Content-Type '" + quotable(type) + "' is not a valid media type."));
        }
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase(IDENTITY)) {
            return Optional.of(Problem.UNSUPPORTED_TYPE.withDetail("The body has the Content-Encoding '"
                    + quotable(encoding) + "', which is not supported: send it "
                    + "uncompressed, or use one of: " + CODINGS + "."));
        }
        if (accepted != null && !readable && !parses(withoutCharsets(accepted))) {
            return Optional.of(Problem.NOT_ACCEPTABLE.withDetail(
                    "The Accept '" + quotable(accepted) + "' is not a valid list of media types."));
        }
        return Optional.empty();
    }

    private static boolean parses(@Nullable String header) {
        if (header == null || header.equals(MediaType.ALL_VALUE)) {
            return true;
        }
        try {
            MediaType.parseMediaTypes(header);
            return true;
        } catch (RuntimeException e) {
            // Not only the exception declared for this: some types make the parser run past the end of the text.
            return false;
        }
    }

    private static @Nullable String withoutCharsets(@Nullable String header) {
        return header == null ? null : CHARSET.matcher(header).replaceAll("");
    }

    /**
     * A request whose types name charsets that this machine does not have, such as the {@code binary} of
     * {@code file -bi}. They are valid (RFC 9110, 8.3) and have no effect here, but the framework would refuse the
     * types.
     */
    private static final class WithoutCharsets extends HttpServletRequestWrapper {
        WithoutCharsets(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getContentType() {
            return withoutCharsets(super.getContentType());
        }

        @Override
        public @Nullable String getCharacterEncoding() {
            return null;
        }

        @Override
        public @Nullable String getHeader(String name) {
            String value = super.getHeader(name);
            return isType(name) ? withoutCharsets(value) : value;
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            Enumeration<String> values = super.getHeaders(name);
            return isType(name)
                    ? Collections.enumeration(Collections.list(values).stream()
                            .map(BodyHeadersFilter::withoutCharsets)
                            .toList())
                    : values;
        }

        private static boolean isType(String name) {
            return HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name) || HttpHeaders.ACCEPT.equalsIgnoreCase(name);
        }
    }

    private static String quotable(String header) {
        return header.substring(0, Math.min(header.length(), LONGEST_QUOTE));
    }
}
