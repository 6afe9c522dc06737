package org.residual.web.answer;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.residual.image.format.ImageFormat;
import org.residual.inference.evidence.EvidenceUnavailableException;
import org.residual.inference.input.MixedSizesException;
import org.residual.inference.input.RefusedUploadException;
import org.residual.inference.model.ModelUnavailableException;
import org.residual.inference.request.ClientGoneException;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.QueueFullException;
import org.residual.memory.MemoryFullException;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.web.limits.QueueFull;
import org.residual.web.problem.ErrorBodies;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns every exception into problem details. */
@RestControllerAdvice
final class ProblemHandler extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(ProblemException e) {
        return Problem.answer(e.problem());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(RefusedUploadException e) {
        Problem problem = switch (e.reason()) {
            case EMPTY, BROKEN -> Problem.UNDECODABLE_IMAGE;
            case UNSUPPORTED_FORMAT -> Problem.UNSUPPORTED_TYPE;
            case TOO_MANY_PIXELS -> Problem.TOO_LARGE;
            case TOO_SMALL -> Problem.IMAGE_TOO_SMALL;
        };
        return problem.toAnswer(e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(MixedSizesException e) {
        return Problem.MIXED_SIZES.toAnswer(e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(EvidenceUnavailableException e) {
        return Problem.EVIDENCE_UNAVAILABLE.toAnswer(e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(ModelUnavailableException e) {
        return switch (e.reason()) {
            case UNKNOWN_MODEL -> Problem.UNKNOWN_MODEL.toAnswer(e.getMessage());
            case UNKNOWN_VERSION -> Problem.UNKNOWN_VERSION.toAnswer(e.getMessage());
            case NOT_READY -> Problem.MODEL_NOT_READY.toAnswer(e.getMessage() + " GET /models says more.");
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(InvalidInferenceRequestException e) {
        return Problem.MALFORMED_REQUEST.toAnswer(e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(QueueFullException e) {
        return QueueFull.answer(e);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(MemoryFullException e) {
        return QueueFull.answer(e);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(ClientGoneException e) {
        LOG.debug("{}", e.getMessage());
        return ResponseEntity.status(ErrorBodies.CLIENT_CLOSED_REQUEST).build();
    }

    /** The connection failed while the answer was written. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(ClientAbortException e) {
        LOG.debug("{}", e.getMessage());
        return ResponseEntity.status(ErrorBodies.CLIENT_CLOSED_REQUEST).build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(DeadlineExceededException e) {
        return QueueFull.answer(e);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(MethodArgumentTypeMismatchException e) {
        return Problem.MALFORMED_REQUEST.toAnswer(
                "'" + e.getValue() + "' is not a valid " + e.getName() + ": use a whole number.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(Exception e, HttpServletRequest request) {
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        return Problem.INTERNAL.toAnswer("This is a fault of the service, not of the request.");
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String sent = e.getContentType() == null ? "no content type" : "the content type " + e.getContentType();
        return problem(
                e,
                Problem.UNSUPPORTED_TYPE,
                "The request has " + sent + "; send multipart/form-data with parts named 'image', or one image as the"
                        + " body, of type " + imageTypes() + ".",
                headers,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String allowed = e.getSupportedHttpMethods() == null
                ? ""
                : e.getSupportedHttpMethods().stream().map(HttpMethod::name).collect(Collectors.joining(" or "));
        return problem(
                e,
                Problem.METHOD_NOT_ALLOWED,
                e.getMethod() + " is not allowed here; use " + allowed + ".",
                headers,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return problem(e, Problem.NOT_FOUND, "There is nothing at /" + e.getResourcePath() + ".", headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoHandlerFoundException(
            NoHandlerFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return problem(e, Problem.NOT_FOUND, "There is nothing at " + e.getRequestURL() + ".", headers, request);
    }

    /** Handles all errors that the framework knows. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = e instanceof ErrorResponse known ? known.getBody().getDetail() : null;
        return problem(e, Problem.of(status.value()), detail, headers, request);
    }

    private @Nullable ResponseEntity<Object> problem(
            Exception e, Problem problem, @Nullable String detail, HttpHeaders headers, WebRequest request) {
        return super.handleExceptionInternal(e, problem.withDetail(detail), headers, problem.status(), request);
    }

    private static String imageTypes() {
        return List.of(ImageFormat.values()).stream()
                .map(ImageFormat::mediaType)
                .collect(Collectors.joining(", "));
    }
}
