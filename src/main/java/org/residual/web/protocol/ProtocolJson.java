package org.residual.web.protocol;

import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.json.JsonMapper;

/** Parses the protocol's requests from JSON. */
@Component
final class ProtocolJson {
    private final JsonMapper mapper;

    ProtocolJson(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** @throws InvalidInferenceRequestException if it is invalid */
    <T> T parse(byte[] json, Class<T> type) {
        T parsed;
        try {
            parsed = mapper.readValue(json, type);
        } catch (StreamReadException e) {
            throw new InvalidInferenceRequestException(
                    "The body is not valid JSON: see line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ".");
        } catch (JacksonException e) {
            throw e.getCause() instanceof InvalidInferenceRequestException known ? known : mismatch(e);
        }
        if (parsed == null) {
            throw new InvalidInferenceRequestException("The body is null, not an inference request.");
        }
        return parsed;
    }

    /** The parser's own message is not for callers: it names classes of this program. */
    private static InvalidInferenceRequestException mismatch(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (Reference step : e.getPath()) {
            path.append(
                    step.getIndex() >= 0
                            ? "[" + step.getIndex() + "]"
                            : (path.isEmpty() ? "" : ".") + step.getPropertyName());
        }
        return new InvalidInferenceRequestException("The body is not a valid inference request: "
                + (path.isEmpty() ? "a JSON object is expected." : "'" + path + "' has the wrong type."));
    }

    byte[] write(Object answer) {
        return mapper.writeValueAsBytes(answer);
    }
}
