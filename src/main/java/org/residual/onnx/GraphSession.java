package org.residual.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.util.Map;
import org.residual.engine.ImageBatch;
import org.residual.onnx.schema.ModelProto;

/** A graph of one input, images [batch, 3, height, width], and one output, that ONNX Runtime has loaded. */
public final class GraphSession implements AutoCloseable {
    private final OrtSession session;
    private final String input;

    /**
     * @param graph written here, or judged
     * @throws IllegalStateException if the runtime does not take the graph
     */
    public GraphSession(ModelProto graph) {
        try (SessionOptions options = RuntimeOptions.open()) {
            this.session = OrtEnvironment.getEnvironment().createSession(graph.toByteArray(), options);
            this.input = session.getInputNames().iterator().next();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not take the graph: " + e.getMessage(), e);
        }
    }

    /**
     * @param images read in place
     * @return the output, in row-major order
     */
    public float[] run(ImageBatch images) {
        long[] shape = {images.images(), ImageBatch.CHANNELS, images.height(), images.width()};
        FloatBuffer values = images.values().asFloatBuffer();
        try (OnnxTensor tensor = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape);
                Result result = session.run(Map.of(input, tensor))) {
            FloatBuffer answer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] copy = new float[answer.remaining()];
            answer.get(copy);
            return copy;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }
}
