package org.residual.protocol.tensor;

import java.util.List;
import tools.jackson.databind.annotation.JsonDeserialize;

/** The elements of a tensor as they were sent, row after row. */
@JsonDeserialize(using = TensorDataDeserializer.class)
public sealed interface TensorData {

    /**
     * Of a JSON array, nested or flat.
     *
     * @param values the elements
     */
    record Numbers(float[] values) implements TensorData {}

    /**
     * Of a JSON array, nested or flat.
     *
     * @param values the elements
     */
    record Texts(List<String> values) implements TensorData {}

    /**
     * As the extension for binary tensor data lays them out: little-endian, and each element of type {@code BYTES} behind
     * its length in 4 bytes.
     *
     * @param bytes all elements
     */
    record Binary(byte[] bytes) implements TensorData {}

    /**
     * Each element by itself.
     *
     * @param elements of type {@code BYTES}
     */
    record Elements(List<byte[]> elements) implements TensorData {}
}
