package org.residual.protocol.model;

import java.util.ArrayList;
import java.util.List;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * A request for the model repository.
 *
 * @param ready whether to list only what is ready
 * @param parameters names of those that were sent
 */
@JsonDeserialize(using = RepositoryRequest.Deserializer.class)
public record RepositoryRequest(boolean ready, List<String> parameters) {
    /** The default request. */
    public static final RepositoryRequest EMPTY = new RepositoryRequest(false, List.of());

    /** Copies the list. */
    public RepositoryRequest {
        parameters = List.copyOf(parameters);
    }

    /** Refuses parameters by name, before their values are read: those may be whole files. */
    static final class Deserializer extends ValueDeserializer<RepositoryRequest> {
        @Override
        public RepositoryRequest deserialize(JsonParser parser, DeserializationContext context) {
            boolean ready = false;
            List<String> parameters = List.of();
            require(parser.currentToken() == JsonToken.START_OBJECT, "The body must be a JSON object.");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("ready")) {
                    require(value.isBoolean(), "'ready' must be true or false.");
                    ready = value == JsonToken.VALUE_TRUE;
                } else if (name.equals("parameters") && value != JsonToken.VALUE_NULL) {
                    require(value == JsonToken.START_OBJECT, "'parameters' must be an object.");
                    parameters = names(parser);
                } else {
                    parser.skipChildren();
                }
            }
            return new RepositoryRequest(ready, parameters);
        }

        private static void require(boolean met, String sentence) {
            if (!met) {
                throw new InvalidInferenceRequestException(sentence);
            }
        }

        private static List<String> names(JsonParser parser) {
            List<String> names = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                ModelRepository.requireKnown(name);
                names.add(name);
                parser.nextToken();
                parser.skipChildren();
            }
            return names;
        }
    }
}
