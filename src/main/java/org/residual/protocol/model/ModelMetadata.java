package org.residual.protocol.model;

import java.util.List;
import java.util.Map;
import org.residual.protocol.tensor.TensorMetadata;

/**
 * What a client needs to know to send requests to a model.
 *
 * @param name of the model
 * @param versions that are available
 * @param platform the engine
 * @param inputs its input tensors
 * @param outputs its output tensors
 * @param parameters other properties, by name
 */
public record ModelMetadata(
        String name,
        List<String> versions,
        String platform,
        List<TensorMetadata> inputs,
        List<TensorMetadata> outputs,
        Map<String, Object> parameters) {}
