package org.residual.protocol;

import java.util.Set;
import org.residual.protocol.tensor.InvalidInferenceRequestException;

/** Refuses parameters of Triton's unsupported extensions: ignoring them would change the meaning of the request. */
final class UnsupportedParameters {
    private static final Set<String> SHARED_MEMORY =
            Set.of("shared_memory_region", "shared_memory_offset", "shared_memory_byte_size");

    private static final Set<String> SEQUENCE = Set.of("sequence_id", "sequence_start", "sequence_end");
    private static final String PRIORITY = "priority";

    private UnsupportedParameters() {}

    /**
     * @throws InvalidInferenceRequestException if the request, an input or an output has such a parameter with a
     *     non-empty value
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

    /** Clients that do not use them send 0, false or an empty text. */
    private static boolean saysSomething(Object value) {
        return !(value instanceof Number number && number.doubleValue() == 0)
                && !Boolean.FALSE.equals(value)
                && !"".equals(value);
    }
}
