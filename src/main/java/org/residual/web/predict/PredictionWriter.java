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
 * Writes predictions with a Content-Length, as {@code WholeJsonConverter} does, and without the framework's search for
 * a converter.
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
        write(body, MediaType.APPLICATION_JSON_VALUE, response);
    }

    /** Writes the map of the most probable class of the only image, instead of the prediction. */
    void writePicture(PredictResponse predictions, HttpServletResponse response) throws IOException {
        FastByteArrayOutputStream body = new FastByteArrayOutputStream();
        body.write(predictions.picture());
        write(body, MediaType.IMAGE_PNG_VALUE, response);
    }

    private void write(FastByteArrayOutputStream body, String type, HttpServletResponse response) throws IOException {
        lastAnswers.announce(response);
        response.setContentType(type);
        response.setContentLength(body.size());
        body.writeTo(response.getOutputStream());
    }
}
