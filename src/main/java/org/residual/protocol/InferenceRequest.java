package org.residual.protocol;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.residual.protocol.tensor.InvalidInferenceRequestException;

/**
 * A request for inference.
 *
 * @param id returned with the answer; null if there is none
 * @param parameters null stands for none
 * @param inputs the tensors sent
 * @param outputs the tensors requested; null or none stands for all
 */
public record InferenceRequest(
        @Nullable String id, Parameters parameters, List<RequestInput> inputs, List<RequestOutput> outputs) {
    private static final String TIMEOUT = "timeout";

    /** Copies the lists. */
    public InferenceRequest {
        parameters = parameters == null ? Parameters.NONE : parameters;
        inputs = inputs == null ? List.of() : List.copyOf(inputs);
        outputs = outputs == null ? List.of() : List.copyOf(outputs);
    }

    /**
     * @param received replace the inputs
     * @return the same request otherwise
     */
    public InferenceRequest withInputs(List<RequestInput> received) {
        return new InferenceRequest(id, parameters, received, outputs);
    }

    /**
     * @return the timeout, given by the parameter {@code timeout} in microseconds; 0 stands for none
     * @throws InvalidInferenceRequestException if it is not a whole number, or negative
     */
    public Optional<Duration> timeout() {
        long micros = parameters.number(TIMEOUT).orElse(0L);
        if (micros < 0) {
            throw new InvalidInferenceRequestException(
                    "The parameter '" + TIMEOUT + "' is " + micros + ", but must be a number of microseconds.");
        }
        return micros == 0 ? Optional.empty() : Optional.of(Duration.of(micros, ChronoUnit.MICROS));
    }

    /** Whether to send an output as binary data. */
    boolean isBinary(RequestOutput output) {
        return output.parameters()
                .flag("binary_data")
                .or(() -> parameters.flag("binary_data_output"))
                .orElse(false);
    }
}
