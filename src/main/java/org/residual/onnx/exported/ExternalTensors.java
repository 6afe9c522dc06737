package org.residual.onnx.exported;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.residual.onnx.file.ExternalPlace;
import org.residual.onnx.graph.TensorElements;
import org.residual.onnx.runtime.NativeBuffer;
import org.residual.onnx.schema.TensorProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/**
 * Weights in other files, read into memory. By itself the runtime would map those files and compute with whatever they
 * hold later, or end the process if they are truncated.
 */
final class ExternalTensors implements AutoCloseable {
    private final Map<String, OnnxTensorLike> tensors = new HashMap<>();
    private final List<NativeBuffer> buffers = new ArrayList<>();

    private ExternalTensors() {}

    /**
     * @param model that has been checked
     * @return its weights in other files, to be closed once a session has been created
     * @throws InvalidModelException if the runtime does not support their type in other files
     * @throws IOException if a file cannot be read
     * @throws OrtException if the runtime refuses a tensor
     */
    static ExternalTensors read(ExportedModel model) throws IOException, OrtException {
        ExternalTensors read = new ExternalTensors();
        try {
            for (TensorProto tensor : model.model().getGraph().getInitializerList()) {
                ExternalPlace place = model.external().get(tensor.getName());
                if (place != null) {
                    read.add(tensor, place);
                }
            }
            return read;
        } catch (Throwable e) {
            // Also errors: there may be too little memory.
            read.close();
            throw e;
        }
    }

    private void add(TensorProto tensor, ExternalPlace place) throws IOException, OrtException {
        OnnxJavaType type = type(tensor);
        NativeBuffer buffer = NativeBuffer.of(Math.toIntExact(place.length()));
        buffers.add(buffer);
        place.read(buffer.bytes());
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        tensors.put(tensor.getName(), OnnxTensor.createTensor(environment, buffer.bytes(), shape, type));
    }

    private static OnnxJavaType type(TensorProto tensor) {
        return TensorElements.of(tensor.getDataType())
                .map(elements -> switch (elements) {
                    case FLOAT -> OnnxJavaType.FLOAT;
                    case DOUBLE -> OnnxJavaType.DOUBLE;
                    case FLOAT16 -> OnnxJavaType.FLOAT16;
                    case BFLOAT16 -> OnnxJavaType.BFLOAT16;
                    case INT8 -> OnnxJavaType.INT8;
                    case UINT8 -> OnnxJavaType.UINT8;
                    case INT16 -> OnnxJavaType.INT16;
                    case INT32 -> OnnxJavaType.INT32;
                    case INT64 -> OnnxJavaType.INT64;
                    case BOOL -> OnnxJavaType.BOOL;
                    default -> null;
                })
                .orElseThrow(() -> new InvalidModelException("the tensor '" + Quoted.text(tensor.getName())
                        + "' is in another file, but its type is supported only in the model's own file: "
                        + "save that tensor there."));
    }

    /** @param options of the session that needs these weights */
    void addTo(SessionOptions options) throws OrtException {
        if (!tensors.isEmpty()) {
            options.addExternalInitializers(tensors);
        }
    }

    /** The tensors are closed before their memory. */
    @Override
    public void close() {
        tensors.values().forEach(OnnxTensorLike::close);
        buffers.forEach(NativeBuffer::close);
    }
}
