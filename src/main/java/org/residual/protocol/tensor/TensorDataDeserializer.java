package org.residual.protocol.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Reads the elements of a tensor as a stream, without a tree of nodes: there may be millions. */
final class TensorDataDeserializer extends ValueDeserializer<TensorData> {
    private static final int FIRST_CAPACITY = 1024;
    /** More images than any request may have; a short string takes many times the memory of its characters. */
    private static final int MOST_TEXTS = 1024;

    @Override
    public TensorData deserialize(JsonParser parser, DeserializationContext context) {
        float[] numbers = new float[FIRST_CAPACITY];
        int count = 0;
        List<String> texts = new ArrayList<>();
        int depth = 0;
        do {
            switch (Objects.requireNonNull(parser.currentToken(), "the parser throws at the end of the text")) {
                case START_ARRAY -> depth++;
                case END_ARRAY -> depth--;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    numbers = count < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * count);
                    numbers[count++] = parser.getFloatValue();
                }
                case VALUE_STRING -> {
                    if (texts.size() == MOST_TEXTS) {
                        throw new InvalidInferenceRequestException("data may have at most " + MOST_TEXTS + " strings.");
                    }
                    texts.add(parser.getString());
                }
                default -> throw mismatch();
            }
            if (depth > 0) {
                parser.nextToken();
            }
        } while (depth > 0);
        if (count > 0 && !texts.isEmpty() || parser.currentToken() != JsonToken.END_ARRAY) {
            throw mismatch();
        }
        return texts.isEmpty() ? new TensorData.Numbers(Arrays.copyOf(numbers, count)) : new TensorData.Texts(texts);
    }

    private static InvalidInferenceRequestException mismatch() {
        return new InvalidInferenceRequestException("data must be an array of numbers, or of strings.");
    }
}
