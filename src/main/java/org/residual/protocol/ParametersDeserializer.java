package org.residual.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Reads parameters, which are single values: nested values are skipped, and take no memory. */
final class ParametersDeserializer extends ValueDeserializer<Parameters> {
    private static final int MOST = 1024;

    @Override
    public Parameters deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new InvalidInferenceRequestException("parameters must be an object.");
        }
        Map<String, Object> values = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Object value = value(parser);
            if (value != null) {
                values.put(name, value);
            }
            if (values.size() > MOST) {
                throw new InvalidInferenceRequestException("there may be at most " + MOST + " parameters.");
            }
        }
        return new Parameters(values);
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (Objects.requireNonNull(parser.nextToken(), "the parser throws at the end of the text")) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            default -> {
                parser.skipChildren();
                yield null;
            }
        };
    }
}
