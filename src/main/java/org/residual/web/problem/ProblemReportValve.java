package org.residual.web.problem;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Reports errors of the server before a request reaches a filter, in place of Tomcat's HTML page. */
final class ProblemReportValve extends ErrorReportValve {
    /** The only difference between a request whose headers are too large and others that are malformed. */
    private static final String TOO_LARGE =
            StringManager.getManager(Http11InputBuffer.class).getString("iib.requestheadertoolarge.error");

    private static final String PROTOCOLS_ERROR = "error";

    private final ProblemWriter problems;

    ProblemReportValve(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void report(Request request, Response response, Throwable cause) {
        if (response.getStatus() < HttpStatus.BAD_REQUEST.value()
                || response.getContentWritten() > 0
                || !response.setErrorReported()
                || !mayWrite(response)) {
            return;
        }
        try {
            problems.write(answer(request, status(request, response, cause)), request, response);
            response.finishResponse();
        } catch (IOException e) {
            // No client is there to read it.
        }
    }

    /**
     * If the path could not be read, the request may have been for the Open Inference Protocol: this body suits both.
     */
    private static ResponseEntity<ProblemDetail> answer(Request request, int status) {
        ResponseEntity<ProblemDetail> answer = ServerProblem.answer(status);
        ProblemDetail problem = answer.getBody();
        if (request.getRequestURI() == null && problem != null) {
            problem.setProperty(PROTOCOLS_ERROR, problem.getDetail());
        }
        return answer;
    }

    private static boolean mayWrite(Response response) {
        AtomicBoolean allowed = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
        return allowed.get();
    }

    private static int status(Request request, Response response, Throwable cause) {
        if (cause instanceof IllegalArgumentException && TOO_LARGE.equals(cause.getMessage())) {
            return (isFirstLineTooLong(request) ? HttpStatus.URI_TOO_LONG : HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
                    .value();
        }
        return cause instanceof IllegalStateException
                ? HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.value()
                : response.getStatus();
    }

    private static boolean isFirstLineTooLong(Request request) {
        String path = request.getRequestURI();
        String query = request.getQueryString();
        int most =
                ((AbstractHttp11Protocol<?>) request.getConnector().getProtocolHandler()).getMaxHttpRequestHeaderSize();
        return path == null || path.length() + (query == null ? 0 : query.length()) > most;
    }
}
