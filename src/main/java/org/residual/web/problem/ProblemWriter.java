package org.residual.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes problem details outside controllers. */
@Component
public final class ProblemWriter {
    private final JsonMapper mapper;

    ProblemWriter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    public void write(ResponseEntity<ProblemDetail> answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        RequestIdFilter.give(request, response);
        byte[] body = mapper.writeValueAsBytes(
                ErrorBodies.of(Objects.requireNonNull(answer.getBody(), "the body is a problem"), request));
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        response.setContentType(ErrorBodies.mediaType(request).toString());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
