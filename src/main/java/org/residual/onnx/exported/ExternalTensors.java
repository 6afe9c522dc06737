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
 * The weights that lie in files beside the model's own, read. Left to itself the runtime would map those files into memory
 * and compute with whatever they hold later, or end the process when they are cut short.
 */
final class ExternalTensors implements AutoCloseable {
    private final Map<String, OnnxTensorLike> tensors = new HashMap<>();
    private final List<NativeBuffer> buffers = new ArrayList<>();

    private ExternalTensors() {}

    /**
     * @param model that has been judged
     * @return its weights outside of its own file, to be closed once a session has been made of them
     * @throws InvalidModelException if the runtime does not take numbers of their type from elsewhere
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
            // An error, too: there may be too little memory.
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
                        + "' lies in another file and is of a type that is only supported in the model's own: save that"
                        + " tensor there."));
    }

    /**
     * @param options of the session that is to have these weights
     */
    void addTo(SessionOptions options) throws OrtException {
        if (!tensors.isEmpty()) {
            options.addExternalInitializers(tensors);
        }
    }

    /** The tensors before the memory that they lie in. */
    @Override
    public void close() {
        tensors.values().forEach(OnnxTensorLike::close);
        buffers.forEach(NativeBuffer::close);
    }
}
