package org.residual.web.problem;

import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** The details of errors of the server itself, of which only the status is known. */
public final class ServerProblem {
    private ServerProblem() {}

    /**
     * @param status of an error, 400 to 599
     */
    public static ResponseEntity<ProblemDetail> answer(int status) {
        ProblemDetail problem = Problem.of(status).withDetail(detail(status));
        problem.setStatus(status);
        return Problem.answer(problem);
    }

    private static String detail(int status) {
        return switch (status) {
            case 404 -> "No resource exists at this path.";
            case 405 -> "This method is not allowed here.";
            case 414 -> "The request line is too long: shorten the path and the query.";
            case 417 -> "The only supported expectation is 100-continue.";
            case 431 ->
                "The headers are too large or too many: send at most server.max-http-request-header-size "
                        + "bytes, in at most 100 lines.";
            case 501 ->
                "The method or the Transfer-Encoding is unknown: use GET or POST, and no "
                        + "Transfer-Encoding but chunked.";
            case 503 -> "The service cannot answer now.";
            case 505 -> "Send the request with HTTP/1.1.";
            default ->
                status < 500
                        ? "The request is not valid HTTP: check its first line, its path and its headers."
                        : "This is a fault of the service, not of the request.";
        };
    }
}
