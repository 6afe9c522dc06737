package org.residual.store.tensor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.residual.store.file.InvalidModelException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of a safetensors file's header, read as strictly as by the format's own reader. */
final class HeaderJson {
    /** Reads and writes headers. */
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(4).build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String METADATA = "__metadata__";

    private HeaderJson() {}

    /**
     * @param header its bytes, UTF-8
     * @return the description of each tensor by its name, not checked further
     * @throws InvalidModelException if the header is not one strict JSON object, or its metadata is not a map of
     *     strings
     */
    static ObjectNode parse(ByteBuffer header) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(header).toString();
            requireStrict(text);
            ObjectNode tensors = (ObjectNode) MAPPER.readTree(text);
            requireStrings(tensors.path(METADATA));
            return tensors.without(METADATA);
        } catch (CharacterCodingException e) {
            throw new InvalidModelException("the header is not UTF-8.", e);
        } catch (StreamConstraintsException e) {
            throw new InvalidModelException("the header is nested too deeply, or has too long a value.", e);
        } catch (JacksonException e) {
            throw new InvalidModelException("the header is not valid JSON: " + e.getOriginalMessage() + ".", e);
        }
    }

    /** A parsed tree no longer distinguishes -0 from 0. */
    private static void requireStrict(String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new InvalidModelException("the header is not one JSON object.");
            }
            int depth = 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    break;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                requireStrict(token, parser);
            }
            if (parser.nextToken() != null) {
                throw new InvalidModelException("the header is not one JSON object.");
            }
        }
    }

    private static void requireStrict(JsonToken token, JsonParser parser) {
        switch (token) {
            case PROPERTY_NAME, VALUE_STRING -> requireUnicode(parser.getString());
            case VALUE_NUMBER_INT -> {
                if (parser.getString().equals("-0")) {
                    throw new InvalidModelException("the header has the number -0 where only 0 is valid.");
                }
            }
            case VALUE_NUMBER_FLOAT -> {
                if (Double.isInfinite(parser.getDoubleValue())) {
                    throw new InvalidModelException("the header has a number that is too large.");
                }
            }
            default -> {}
        }
    }

    private static void requireUnicode(String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new InvalidModelException("the header has invalid Unicode text: half of a surrogate pair.");
        }
    }

    private static void requireStrings(JsonNode metadata) {
        boolean strings = metadata.isObject() && metadata.valueStream().allMatch(JsonNode::isString);
        if (!strings && !metadata.isMissingNode() && !metadata.isNull()) {
            throw new InvalidModelException("the header's " + METADATA + " must be a map of text to text.");
        }
    }
}
