package org.residual.protocol.tensor;

import java.util.List;
import tools.jackson.databind.annotation.JsonDeserialize;

/** The elements of a tensor as sent, in row-major order. */
@JsonDeserialize(using = TensorDataDeserializer.class)
public sealed interface TensorData {

    /**
     * From a JSON array, nested or flat.
     *
     * @param values the elements
     */
    record Numbers(float[] values) implements TensorData {}

    /**
     * From a JSON array, nested or flat.
     *
     * @param values the elements
     */
    record Texts(List<String> values) implements TensorData {}

    /**
     * In the layout of the binary tensor data extension: little-endian, and each element of type {@code BYTES} after
     * its length in 4 bytes.
     *
     * @param bytes all elements
     */
    record Binary(byte[] bytes) implements TensorData {}

    /**
     * One byte array per element.
     *
     * @param elements of type {@code BYTES}
     */
    record Elements(List<byte[]> elements) implements TensorData {}
}
