package org.residual.protocol.tensor;

import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The numbers of tensors {@code [3][height][width]}, all of one shape. */
final class TensorRows {
    private static final int RANK = 3;
    private static final int FIRST_CAPACITY = 1024;
    private static final int UNKNOWN = -1;
    private static final float LARGEST_PIXEL = 255;

    private final int[] shape = {UNKNOWN, UNKNOWN, UNKNOWN};
    private float[] values = new float[FIRST_CAPACITY];
    private int count;
    private int tensors;
    private boolean wholeBytes = true;
    private float largest;

    /**
     * Reads another tensor.
     *
     * @param parser at its first bracket; afterwards at its last
     * @throws InvalidInferenceRequestException if it is not a tensor, or its shape differs from the previous ones
     */
    void read(JsonParser parser) {
        int[] lengths = new int[RANK];
        int depth = 0;
        do {
            switch (parser.currentToken()) {
                case START_ARRAY -> {
                    if (depth == RANK) {
                        throw mismatch();
                    }
                    lengths[depth] = 0;
                    depth++;
                }
                case END_ARRAY -> {
                    depth--;
                    requireLength(depth, lengths[depth]);
                    if (depth > 0) {
                        lengths[depth - 1]++;
                    }
                }
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    if (depth != RANK) {
                        throw mismatch();
                    }
                    add(parser.getFloatValue());
                    lengths[RANK - 1]++;
                }
                default -> throw mismatch();
            }
            if (depth > 0 && parser.nextToken() == JsonToken.NOT_AVAILABLE) {
                throw mismatch();
            }
        } while (depth > 0);
        tensors++;
    }

    private void requireLength(int depth, int length) {
        if (shape[depth] == UNKNOWN) {
            shape[depth] = length;
        }
        if (shape[depth] != length || length == 0) {
            throw mismatch();
        }
    }

    private void add(float value) {
        values = count < values.length ? values : Arrays.copyOf(values, 2 * count);
        values[count++] = value;
        wholeBytes &= value >= 0 && value <= LARGEST_PIXEL && value == Math.rint(value);
        largest = Math.max(largest, value);
    }

    private InvalidInferenceRequestException mismatch() {
        return new InvalidInferenceRequestException("'instances[" + tensors
                + "]' must be a tensor [3][height][width]: three arrays of rows, all rows of one length, and all "
                + "instances of one shape.");
    }

    int tensors() {
        return tensors;
    }

    /** The dimensions of each: colours, height, width. */
    List<Long> shape() {
        return Arrays.stream(shape).mapToObj(Long::valueOf).toList();
    }

    TensorData numbers() {
        return new TensorData.Numbers(Arrays.copyOf(values, count));
    }

    /** Values from 0 to 1 alone are unlikely to be pixels. */
    boolean mayBePixels() {
        return wholeBytes && largest > 1;
    }
}
