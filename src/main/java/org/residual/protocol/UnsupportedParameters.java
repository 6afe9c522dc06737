package org.residual.protocol;

import java.util.Set;
import org.residual.protocol.tensor.InvalidInferenceRequestException;

/** Parameters of Triton's extensions that are refused: to leave them aside would do something else than was asked. */
final class UnsupportedParameters {
    private static final Set<String> SHARED_MEMORY =
            Set.of("shared_memory_region", "shared_memory_offset", "shared_memory_byte_size");

    private static final Set<String> SEQUENCE = Set.of("sequence_id", "sequence_start", "sequence_end");
    private static final String PRIORITY = "priority";

    private UnsupportedParameters() {}

    /**
     * @throws InvalidInferenceRequestException if the request, an input or an output has one that says something
     */
    static void requireNone(InferenceRequest request) {
        requireNone(request.parameters());
        request.inputs().forEach(input -> requireNone(input.parameters()));
        request.outputs().forEach(output -> requireNone(output.parameters()));
    }

    private static void requireNone(Parameters parameters) {
        parameters.values().forEach((name, value) -> {
            if (SHARED_MEMORY.contains(name)) {
                throw Unsupported.SHARED_MEMORY.asException();
            }
            if (SEQUENCE.contains(name) && saysSomething(value)) {
                throw Unsupported.SEQUENCE.asException();
            }
            if (PRIORITY.equals(name) && saysSomething(value)) {
                throw Unsupported.PRIORITY.asException();
            }
        });
    }

    /** What clients send who mean none is 0, false or empty. */
    private static boolean saysSomething(Object value) {
        return !(value instanceof Number number && number.doubleValue() == 0)
                && !Boolean.FALSE.equals(value)
                && !"".equals(value);
    }
}
