package org.residual.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import org.residual.engine.ImageBatch;
import org.residual.onnx.schema.ModelProto;

/**
 * A graph with one input, images [batch, 3, height, width], loaded by ONNX Runtime. The first output is the answer; the
 * second, if there is one, is features [batch, channels, rows, columns].
 */
public final class GraphSession implements AutoCloseable {
    private final OrtSession session;
    private final String input;
    private final String answer;

    /**
     * @param graph written here, or checked
     * @throws IllegalStateException if the runtime refuses the graph
     */
    public GraphSession(ModelProto graph) {
        try (SessionOptions options = RuntimeOptions.open()) {
            this.session = OrtEnvironment.getEnvironment().createSession(graph.toByteArray(), options);
            this.input = session.getInputNames().iterator().next();
            this.answer = graph.getGraph().getOutput(0).getName();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses the graph: " + e.getMessage(), e);
        }
    }

    /**
     * @param images read in place
     * @return the answer, in row-major order
     */
    public float[] run(ImageBatch images) {
        return run(images, Map.of());
    }

    /**
     * @param images read in place
     * @param features is overwritten with the features
     * @return the answer, in row-major order; bit-identical to that of {@link #run(ImageBatch)}
     */
    public float[] run(ImageBatch images, FeatureBuffer features) {
        String second = session.getOutputNames().stream()
                .filter(name -> !name.equals(answer))
                .findFirst()
                .orElseThrow();
        try (OnnxTensor pinned = features.tensor()) {
            return run(images, Map.of(second, pinned));
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private float[] run(ImageBatch images, Map<String, OnnxTensor> pinned) {
        long[] shape = {images.images(), ImageBatch.CHANNELS, images.height(), images.width()};
        FloatBuffer values = images.values().asFloatBuffer();
        try (OnnxTensor tensor = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape);
                Result result = session.run(Map.of(input, tensor), Set.of(answer), pinned)) {
            FloatBuffer numbers = ((OnnxTensor) result.get(answer).orElseThrow()).getFloatBuffer();
            float[] copy = new float[numbers.remaining()];
            numbers.get(copy);
            return copy;
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(OrtException e) {
        return new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failed(e);
        }
    }
}
