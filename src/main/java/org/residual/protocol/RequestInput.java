package org.residual.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.protocol.tensor.TensorData;

/**
 * A tensor of a request.
 *
 * @param name of the model's input
 * @param shape its dimensions
 * @param datatype the protocol's name for the type of its elements
 * @param parameters null stands for none
 * @param data its elements; null where they follow as binary data
 */
public record RequestInput(
        String name,
        List<Long> shape,
        String datatype,
        Parameters parameters,
        @Nullable TensorData data) {
    static final String BINARY_SIZE = "binary_data_size";

    /** Copies the shape. */
    public RequestInput {
        parameters = parameters == null ? Parameters.NONE : parameters;
        shape = shape == null ? List.of() : List.copyOf(shape);
    }

    /**
     * @return bytes of binary data that follow the JSON for it; 0 if there are none
     * @throws InvalidInferenceRequestException if the size is not a number, or negative
     */
    public long binarySize() {
        long size = parameters.number(BINARY_SIZE).orElse(0L);
        if (size < 0) {
            throw new InvalidInferenceRequestException(
                    "The input '" + name + "' has a " + BINARY_SIZE + " of " + size + ", but it must not be negative.");
        }
        return size;
    }

    /**
     * @param received its elements
     * @return the same input otherwise
     */
    public RequestInput with(TensorData received) {
        return new RequestInput(name, shape, datatype, parameters, received);
    }
}
