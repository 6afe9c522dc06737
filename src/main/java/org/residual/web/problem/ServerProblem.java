package org.residual.web.problem;

import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** What is told of an error that the server met by itself, and of which there is no more than the status. */
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
            case 404 -> "There is nothing here.";
            case 405 -> "This method is not allowed here.";
            case 414 -> "The request line is too long: shorten the path and the query.";
            case 417 -> "The only expectation that is met is 100-continue.";
            case 431 ->
                "The headers are too large or too many: a request may have as many bytes of them as"
                        + " server.max-http-request-header-size says, in 100 lines.";
            case 501 -> "The method or the Transfer-Encoding is unknown: use GET or POST, and chunked.";
            case 503 -> "The service cannot answer now.";
            case 505 -> "Send the request with HTTP/1.1.";
            default ->
                status < 500
                        ? "The request is not valid HTTP: check its first line, its path and its headers."
                        : "This is a fault of the service, not of the request.";
        };
    }
}
