package org.residual.web.problem;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** The kinds of errors that callers can receive; each has a stable {@code type}. */
public enum Problem {
    UNDECODABLE_IMAGE(HttpStatus.BAD_REQUEST, "The image cannot be read"),
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request is malformed"),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "A credential is required"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "Access is denied"),
    ORIGIN_NOT_ALLOWED(HttpStatus.FORBIDDEN, "The origin is not allowed"),
    UNKNOWN_MODEL(HttpStatus.NOT_FOUND, "There is no such model"),
    UNKNOWN_VERSION(HttpStatus.NOT_FOUND, "The model has no such version"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "Not found"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "The requested media type is unavailable"),
    SLOW_UPLOAD(HttpStatus.REQUEST_TIMEOUT, "The upload was too slow"),
    TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request is too large"),
    URI_TOO_LONG(HttpStatus.URI_TOO_LONG, "The URL is too long"),
    UNSUPPORTED_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The media type is not supported"),
    UNKNOWN_EXPECTATION(HttpStatus.EXPECTATION_FAILED, "The expectation is not supported"),
    IMAGE_TOO_SMALL(HttpStatus.UNPROCESSABLE_CONTENT, "The image is too small"),
    MIXED_SIZES(HttpStatus.UNPROCESSABLE_CONTENT, "The images differ in size"),
    EVIDENCE_UNAVAILABLE(HttpStatus.UNPROCESSABLE_CONTENT, "Evidence is unavailable"),
    RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    QUEUE_FULL(HttpStatus.TOO_MANY_REQUESTS, "The queue is full"),
    HEADERS_TOO_LARGE(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "Internal error"),
    NOT_IMPLEMENTED(HttpStatus.NOT_IMPLEMENTED, "Not implemented"),
    MODEL_NOT_READY(HttpStatus.SERVICE_UNAVAILABLE, "The model is not ready"),
    MEMORY_FULL(HttpStatus.SERVICE_UNAVAILABLE, "Not enough free memory"),
    ISSUER_UNREACHABLE(HttpStatus.SERVICE_UNAVAILABLE, "The token cannot be checked"),
    DEADLINE_EXCEEDED(HttpStatus.GATEWAY_TIMEOUT, "The deadline has passed"),
    UNSUPPORTED_VERSION(HttpStatus.HTTP_VERSION_NOT_SUPPORTED, "This version of HTTP is not supported");

    private static final String TYPES = "urn:residual:problem:";

    private final HttpStatus status;
    private final String title;

    Problem(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    public HttpStatus status() {
        return status;
    }

    URI type() {
        return URI.create(TYPES + kind());
    }

    /** The last part of its type. */
    String kind() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of a problem that was created here. */
    static String kind(ProblemDetail problem) {
        return Objects.requireNonNull(problem.getType(), "every problem has a type")
                .toString()
                .substring(TYPES.length());
    }

    /**
     * @param detail what is wrong with this request and what the caller can do about it; null if the title says it all
     */
    public ProblemDetail withDetail(@Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(type());
        problem.setTitle(title);
        return problem;
    }

    /**
     * @param detail as for {@link #withDetail}
     * @return the answer with this problem
     */
    public ResponseEntity<ProblemDetail> toAnswer(@Nullable String detail) {
        return answer(withDetail(detail));
    }

    /**
     * @param wait before the next try, rounded to whole seconds, at least one
     * @param detail as for {@link #withDetail}, given those seconds
     * @return the answer with this problem and Retry-After
     */
    public ResponseEntity<ProblemDetail> toAnswer(Duration wait, LongFunction<String> detail) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
                .body(withDetail(detail.apply(seconds)));
    }

    /** The answer with a problem that was created here. */
    public static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    public ProblemException toException(String detail) {
        return new ProblemException(withDetail(detail));
    }

    /** The problem for a status that the framework or the server set. */
    public static Problem of(int status) {
        return switch (status) {
            case 401 -> UNAUTHORIZED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> SLOW_UPLOAD;
            case 413 -> TOO_LARGE;
            case 414 -> URI_TOO_LONG;
            case 415 -> UNSUPPORTED_TYPE;
            case 417 -> UNKNOWN_EXPECTATION;
            case 431 -> HEADERS_TOO_LARGE;
            case 501 -> NOT_IMPLEMENTED;
            case 503 -> MODEL_NOT_READY;
            case 505 -> UNSUPPORTED_VERSION;
            default -> status < 500 ? MALFORMED_REQUEST : INTERNAL;
        };
    }
}
