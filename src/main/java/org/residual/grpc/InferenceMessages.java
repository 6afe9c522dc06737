package org.residual.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.residual.grpc.messages.InferParameter;
import org.residual.grpc.messages.InferTensorContents;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferRequest.InferInputTensor;
import org.residual.grpc.messages.ModelInferResponse;
import org.residual.grpc.messages.ModelInferResponse.InferOutputTensor;
import org.residual.protocol.InferenceRequest;
import org.residual.protocol.InferenceResponse;
import org.residual.protocol.Parameters;
import org.residual.protocol.RequestInput;
import org.residual.protocol.RequestOutput;
import org.residual.protocol.ResponseOutput;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.residual.protocol.tensor.TensorData;

/** Converts gRPC's messages to the protocol's requests, and its answers to messages. */
final class InferenceMessages {
    private InferenceMessages() {}

    /** @throws InvalidInferenceRequestException if raw contents and tensors do not match */
    static InferenceRequest request(ModelInferRequest message) {
        int raw = message.getRawInputContentsCount();
        if (raw > 0 && raw != message.getInputsCount()) {
            throw new InvalidInferenceRequestException("There are " + raw + " raw_input_contents for "
                    + message.getInputsCount() + " inputs; there must be one for each, or none.");
        }
        List<RequestInput> inputs = new ArrayList<>();
        for (int i = 0; i < message.getInputsCount(); i++) {
            inputs.add(input(message.getInputs(i), raw > 0 ? message.getRawInputContents(i) : null));
        }
        List<RequestOutput> outputs = message.getOutputsList().stream()
                .map(output -> new RequestOutput(output.getName(), parameters(output.getParametersMap())))
                .toList();
        String id = message.getId().isEmpty() ? null : message.getId();
        return new InferenceRequest(id, parameters(message.getParametersMap()), inputs, outputs);
    }

    private static RequestInput input(InferInputTensor tensor, @Nullable ByteString raw) {
        if (raw != null && tensor.hasContents()) {
            throw new InvalidInferenceRequestException(
                    "The input '" + tensor.getName() + "' has contents beside raw_input_contents.");
        }
        TensorData data = raw == null ? data(tensor.getContents()) : new TensorData.Binary(raw.toByteArray());
        return new RequestInput(
                tensor.getName(),
                tensor.getShapeList(),
                tensor.getDatatype(),
                parameters(tensor.getParametersMap()),
                data);
    }

    private static TensorData data(InferTensorContents contents) {
        if (contents.getBytesContentsCount() > 0) {
            return new TensorData.Elements(contents.getBytesContentsList().stream()
                    .map(ByteString::toByteArray)
                    .toList());
        }
        List<? extends Number> numbers =
                contents.getUintContentsCount() > 0 ? contents.getUintContentsList() : contents.getFp32ContentsList();
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        return new TensorData.Numbers(values);
    }

    private static Parameters parameters(Map<String, InferParameter> messages) {
        Map<String, Object> values = new HashMap<>();
        messages.forEach((name, parameter) -> {
            switch (parameter.getParameterChoiceCase()) {
                case BOOL_PARAM -> values.put(name, parameter.getBoolParam());
                case INT64_PARAM -> values.put(name, parameter.getInt64Param());
                case STRING_PARAM -> values.put(name, parameter.getStringParam());
                case DOUBLE_PARAM -> values.put(name, parameter.getDoubleParam());
                case UINT64_PARAM -> values.put(name, parameter.getUint64Param());
                default -> throw new InvalidInferenceRequestException("The parameter '" + name + "' has no value.");
            }
        });
        return new Parameters(values);
    }

    /**
     * The answer, with its tensors as raw contents: the smallest form, and the one that clients of the protocol read.
     */
    static ModelInferResponse response(InferenceResponse response) {
        ModelInferResponse.Builder message = ModelInferResponse.newBuilder()
                .setModelName(response.modelName())
                .setModelVersion(response.modelVersion())
                .setId(response.id() == null ? "" : response.id());
        for (ResponseOutput output : response.outputs()) {
            message.addOutputs(InferOutputTensor.newBuilder()
                            .setName(output.name())
                            .setDatatype(output.datatype())
                            .addAllShape(output.shape()))
                    .addRawOutputContents(UnsafeByteOperations.unsafeWrap(output.bytes()));
        }
        return message.build();
    }
}
