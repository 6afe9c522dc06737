package org.residual.protocol.model;

import java.util.List;
import java.util.Map;
import org.residual.protocol.tensor.TensorMetadata;

/**
 * What a client needs to know to ask a model.
 *
 * @param name of the model
 * @param versions that may be asked for
 * @param platform what runs it
 * @param inputs the tensors it takes
 * @param outputs the tensors it gives
 * @param parameters what else there is to tell, by name
 */
public record ModelMetadata(
        String name,
        List<String> versions,
        String platform,
        List<TensorMetadata> inputs,
        List<TensorMetadata> outputs,
        Map<String, Object> parameters) {}
