package org.residual.protocol.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Reads images as a stream, without a tree of nodes: there may be millions of numbers. */
final class InstancesDeserializer extends ValueDeserializer<Instances> {
    private static final String ENCODED = "b64";
    private static final String KEY = "key";
    /** More images than any request may have. */
    private static final int MOST = 1024;

    @Override
    public Instances deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new InvalidInferenceRequestException("'instances' must be an array with an element for each image.");
        }
        Reading reading = new Reading(parser);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            reading.instance();
        }
        return reading.result();
    }

    /** The images read so far. */
    private static final class Reading {
        private final JsonParser parser;
        private final List<String> texts = new ArrayList<>();
        private final TensorRows rows = new TensorRows();
        private final List<@Nullable String> keys = new ArrayList<>();

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        void instance() {
            if (keys.size() == MOST) {
                throw invalid("are more than " + MOST);
            }
            keys.add(null);
            switch (parser.currentToken()) {
                case START_OBJECT -> members();
                case VALUE_STRING, START_ARRAY -> image();
                default -> throw mismatch();
            }
            if (texts.size() + rows.tensors() != keys.size()) {
                throw mismatch();
            }
            if (!texts.isEmpty() && rows.tensors() > 0) {
                throw invalid("must all be encoded images, or all be tensors");
            }
        }

        private void members() {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (KEY.equals(name) && value == JsonToken.VALUE_STRING) {
                    keys.set(keys.size() - 1, parser.getString());
                } else if (value == JsonToken.START_OBJECT) {
                    encoded();
                } else {
                    image();
                }
            }
        }

        /** The form in which TensorFlow Serving writes bytes. */
        private void encoded() {
            if (parser.nextToken() != JsonToken.PROPERTY_NAME
                    || !ENCODED.equals(parser.currentName())
                    || parser.nextToken() != JsonToken.VALUE_STRING) {
                throw mismatch();
            }
            image();
            if (parser.nextToken() != JsonToken.END_OBJECT) {
                throw mismatch();
            }
        }

        private void image() {
            if (texts.size() + rows.tensors() == keys.size()) {
                throw mismatch();
            }
            switch (parser.currentToken()) {
                case VALUE_STRING -> texts.add(parser.getString());
                case START_ARRAY -> rows.read(parser);
                default -> throw mismatch();
            }
        }

        Instances result() {
            if (keys.isEmpty()) {
                throw invalid("must be at least one");
            }
            List<Long> count = List.of((long) keys.size());
            return texts.isEmpty()
                    ? new Instances(
                            rows.numbers(),
                            Stream.concat(count.stream(), rows.shape().stream()).toList(),
                            rows.mayBePixels(),
                            keys)
                    : new Instances(new TensorData.Texts(texts), count, false, keys);
        }

        private static InvalidInferenceRequestException invalid(String what) {
            return new InvalidInferenceRequestException("'instances' " + what + ".");
        }

        private InvalidInferenceRequestException mismatch() {
            return new InvalidInferenceRequestException("'instances[" + (keys.size() - 1)
                    + "]' must be one image: {\"b64\": \"…\"}, {\"image_bytes\": {\"b64\": \"…\"}}, {\"data\": \"…\"}, with"
                    + " an encoded image in base64, or a tensor [3][height][width]; optionally "
                    + "with a text named 'key'.");
        }
    }
}
