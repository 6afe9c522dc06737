package org.residual.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a model.
 *
 * @param modelName the model
 * @param modelVersion the version that answered
 * @param id of the request; null if it has none
 * @param outputs the tensors
 */
public record InferenceResponse(
        String modelName, String modelVersion, @Nullable String id, List<ResponseOutput> outputs) {
    /** @return whether it includes binary data */
    public boolean hasBinaryData() {
        return outputs.stream().anyMatch(output -> output.binary() != null);
    }
}
