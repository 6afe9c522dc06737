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
 * @param parameters the size of the binary data, if it is sent in place of {@code data}; otherwise null
 * @param data {@code float[]}, {@code long[]} or a list of strings; null if they are sent as binary data
 * @param binary the elements as binary data; null if they are sent as {@code data}
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

    /** The same tensor, with its elements as binary data. */
    ResponseOutput asBinary() {
        byte[] bytes = bytes();
        return new ResponseOutput(name, datatype, shape, Map.of(RequestInput.BINARY_SIZE, bytes.length), null, bytes);
    }

    /** @return the elements in the layout of the binary tensor data extension */
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
        List<byte[]> elements = ((List<?>) Objects.requireNonNull(data, "if data is null, there is binary data"))
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
