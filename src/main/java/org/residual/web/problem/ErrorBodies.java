package org.residual.web.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Gives errors their final form: with the request's id or, under /v1 and /v2, as those protocols define. */
@RestControllerAdvice
public final class ErrorBodies implements AnswerAdvice {
    private static final String REQUEST_ID = "request_id";
    private static final String OUTCOME = ErrorBodies.class.getName() + ".outcome";
    private static final Pattern PROTOCOL = Pattern.compile("/+v[12](?:[/;%?].*)?");
    private static final String OK = "ok";
    private static final String CLIENT_GONE = "client-gone";

    /** No client receives this status; access logs use it. */
    public static final int CLIENT_CLOSED_REQUEST = 499;

    /** @param error what is wrong, in words */
    record ProtocolError(@Nullable String error) {}

    @Override
    public @Nullable Object beforeWriting(
            @Nullable Object body, ServerHttpRequest request, ServerHttpResponse response) {
        if (!(body instanceof ProblemDetail problem) || !(request instanceof ServletServerHttpRequest servletRequest)) {
            return body;
        }
        response.getHeaders().setContentType(mediaType(servletRequest.getServletRequest()));
        return of(problem, servletRequest.getServletRequest());
    }

    /**
     * @param request that failed
     * @return its error
     */
    static MediaType mediaType(HttpServletRequest request) {
        return speaksProtocol(request) ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_PROBLEM_JSON;
    }

    /**
     * @param problem what is wrong
     * @param request that failed
     * @return the body of the answer
     */
    static Object of(ProblemDetail problem, HttpServletRequest request) {
        request.setAttribute(OUTCOME, Problem.kind(problem));
        if (speaksProtocol(request)) {
            return new ProtocolError(problem.getDetail() == null ? problem.getTitle() : problem.getDetail());
        }
        String requestId = RequestIdFilter.idOf(request);
        if (requestId != null) {
            problem.setProperty(REQUEST_ID, requestId);
        }
        return problem;
    }

    /** @return the outcome of a request: {@value #OK}, {@value #CLIENT_GONE}, or the kind of its problem */
    public static String outcome(HttpServletRequest request, HttpServletResponse response) {
        Object outcome = request.getAttribute(OUTCOME);
        if (outcome != null) {
            return outcome.toString();
        }
        if (response.getStatus() == CLIENT_CLOSED_REQUEST) {
            return CLIENT_GONE;
        }
        return response.getStatus() < HttpServletResponse.SC_BAD_REQUEST
                ? OK
                : Problem.of(response.getStatus()).kind();
    }

    /** By the path as sent, which may match no controller, or as the server parses it. */
    private static boolean speaksProtocol(HttpServletRequest request) {
        Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String sent = failed == null ? request.getRequestURI() : failed.toString();
        return isProtocols(sent) || isProtocols(request.getServletPath());
    }

    private static boolean isProtocols(@Nullable String path) {
        return path != null && PROTOCOL.matcher(path).matches();
    }
}
