package org.residual.protocol;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.residual.protocol.tensor.DataType;

/**
 * A tensor of the answer.
 *
 * @param name of the model's output
 * @param datatype the protocol's name for the type of its elements
 * @param shape its dimensions
 * @param parameters the size of the binary data that stands for {@code data}; else null
 * @param data {@code float[]}, {@code long[]} or a list of strings; null if they go out as binary data
 * @param binary the elements as binary data; null if they do not go out as such
 */
public record ResponseOutput(
        String name,
        String datatype,
        List<Long> shape,
        @Nullable Map<String, Object> parameters,
        @Nullable Object data,
        @JsonIgnore byte @Nullable [] binary) {

    static ResponseOutput of(String name, DataType type, List<Long> shape, Object data) {
        return new ResponseOutput(name, type.name(), shape, null, data, null);
    }

    /** The same tensor, its elements as binary data. */
    ResponseOutput asBinary() {
        byte[] bytes = bytes();
        return new ResponseOutput(name, datatype, shape, Map.of(RequestInput.BINARY_SIZE, bytes.length), null, bytes);
    }

    /**
     * @return the elements as the extension for binary tensor data lays them out
     */
    public byte[] bytes() {
        if (binary != null) {
            return binary;
        }
        if (data instanceof float[] values) {
            ByteBuffer buffer = littleEndian(Float.BYTES * values.length);
            buffer.asFloatBuffer().put(values);
            return buffer.array();
        }
        if (data instanceof long[] values) {
            ByteBuffer buffer = littleEndian(Long.BYTES * values.length);
            buffer.asLongBuffer().put(values);
            return buffer.array();
        }
        List<byte[]> elements = ((List<?>) Objects.requireNonNull(data, "there is binary data otherwise"))
                .stream()
                        .map(text -> text.toString().getBytes(StandardCharsets.UTF_8))
                        .toList();
        ByteBuffer buffer = littleEndian(elements.stream()
                .mapToInt(element -> Integer.BYTES + element.length)
                .sum());
        elements.forEach(element -> buffer.putInt(element.length).put(element));
        return buffer.array();
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
