package org.residual.web.predict;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.residual.web.answer.LastAnswers;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.FastByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes predictions with their length told beforehand, as {@code WholeJsonConverter} does, and without the framework's
 * search for somebody who can write them: there is one type that they are answered in.
 */
@Component
final class PredictionWriter {
    private final JsonMapper mapper;
    private final LastAnswers lastAnswers;

    PredictionWriter(JsonMapper mapper, LastAnswers lastAnswers) {
        this.mapper = mapper;
        this.lastAnswers = lastAnswers;
    }

    void write(PredictResponse predictions, HttpServletResponse response) throws IOException {
        FastByteArrayOutputStream body = new FastByteArrayOutputStream();
        try (JsonGenerator json = mapper.createGenerator(body)) {
            predictions.writeTo(json);
        }
        lastAnswers.announce(response);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.size());
        body.writeTo(response.getOutputStream());
    }
}
