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

/** The kinds of errors a caller can meet; each has a {@code type} that stays as it is. */
public enum Problem {
    UNDECODABLE_IMAGE(HttpStatus.BAD_REQUEST, "The image cannot be read"),
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request is malformed"),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "A credential is needed"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "This is not allowed to you"),
    ORIGIN_NOT_ALLOWED(HttpStatus.FORBIDDEN, "Pages of this origin may not ask"),
    UNKNOWN_MODEL(HttpStatus.NOT_FOUND, "There is no such model"),
    UNKNOWN_VERSION(HttpStatus.NOT_FOUND, "The model has no such version"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing here"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed here"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "The answer is not to be had in that type"),
    SLOW_UPLOAD(HttpStatus.REQUEST_TIMEOUT, "The body came too slowly"),
    TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request is too large"),
    URI_TOO_LONG(HttpStatus.URI_TOO_LONG, "The address is too long"),
    UNSUPPORTED_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "This type is not read"),
    UNKNOWN_EXPECTATION(HttpStatus.EXPECTATION_FAILED, "The expectation cannot be met"),
    IMAGE_TOO_SMALL(HttpStatus.UNPROCESSABLE_CONTENT, "The image is too small"),
    MIXED_SIZES(HttpStatus.UNPROCESSABLE_CONTENT, "The images differ in size"),
    EVIDENCE_UNAVAILABLE(HttpStatus.UNPROCESSABLE_CONTENT, "Evidence is unavailable"),
    RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    QUEUE_FULL(HttpStatus.TOO_MANY_REQUESTS, "The queue is full"),
    HEADERS_TOO_LARGE(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "The service failed"),
    NOT_IMPLEMENTED(HttpStatus.NOT_IMPLEMENTED, "This is not implemented"),
    MODEL_NOT_READY(HttpStatus.SERVICE_UNAVAILABLE, "The model is not ready"),
    MEMORY_FULL(HttpStatus.SERVICE_UNAVAILABLE, "The memory is in use"),
    ISSUER_UNREACHABLE(HttpStatus.SERVICE_UNAVAILABLE, "The token cannot be checked"),
    DEADLINE_EXCEEDED(HttpStatus.GATEWAY_TIMEOUT, "The time is up"),
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

    /** What its type ends with. */
    String kind() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of a problem that one of these made. */
    static String kind(ProblemDetail problem) {
        return Objects.requireNonNull(problem.getType(), "each problem has a type")
                .toString()
                .substring(TYPES.length());
    }

    /**
     * @param detail what is wrong with this request and what the caller can do about it; null if no more is known than
     *     the title says
     */
    public ProblemDetail withDetail(@Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(type());
        problem.setTitle(title);
        return problem;
    }

    /**
     * @param detail as for {@link #withDetail}
     * @return the answer that tells of it
     */
    public ResponseEntity<ProblemDetail> toAnswer(@Nullable String detail) {
        return answer(withDetail(detail));
    }

    /**
     * @param wait after which to try again, told in whole seconds, at least one
     * @param detail as for {@link #withDetail}, of those seconds
     * @return the answer that tells of it, with Retry-After
     */
    public ResponseEntity<ProblemDetail> toAnswer(Duration wait, LongFunction<String> detail) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
                .body(withDetail(detail.apply(seconds)));
    }

    /** The answer that tells of a problem that one of these made. */
    public static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    public ProblemException toException(String detail) {
        return new ProblemException(withDetail(detail));
    }

    /** The problem that stands for a status which the framework or the server set. */
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
