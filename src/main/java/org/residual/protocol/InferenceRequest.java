package org.residual.protocol;

import java.util.List;

/**
 * What is asked of a model.
 *
 * @param id comes back with the answer; may be null
 * @param parameters null stands for none
 * @param inputs the tensors sent
 * @param outputs the tensors wanted; null or none stands for all
 */
public record InferenceRequest(
        String id, Parameters parameters, List<RequestInput> inputs, List<RequestOutput> outputs) {
    /** Copies the lists. */
    public InferenceRequest {
        parameters = parameters == null ? Parameters.NONE : parameters;
        inputs = inputs == null ? List.of() : List.copyOf(inputs);
        outputs = outputs == null ? List.of() : List.copyOf(outputs);
    }

    /**
     * @param received stand for the inputs
     * @return the same request otherwise
     */
    public InferenceRequest withInputs(List<RequestInput> received) {
        return new InferenceRequest(id, parameters, received, outputs);
    }

    /** Whether an output goes out as binary data. */
    boolean isBinary(RequestOutput output) {
        return output.parameters()
                .flag("binary_data")
                .or(() -> parameters.flag("binary_data_output"))
                .orElse(false);
    }
}
