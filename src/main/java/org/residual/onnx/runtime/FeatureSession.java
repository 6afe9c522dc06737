package org.residual.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Map;
import java.util.Set;
import org.residual.onnx.schema.ModelProto;

/** A graph from features to features, [batch, channels, rows, columns], loaded by ONNX Runtime. */
public final class FeatureSession implements AutoCloseable {
    private final OrtSession session;
    private final String input;
    private final String output;

    /**
     * @param graph written here
     * @throws IllegalStateException if the runtime refuses the graph
     */
    public FeatureSession(ModelProto graph) {
        try (SessionOptions options = RuntimeOptions.open()) {
            this.session = OrtEnvironment.getEnvironment().createSession(graph.toByteArray(), options);
            this.input = graph.getGraph().getInput(0).getName();
            this.output = graph.getGraph().getOutput(0).getName();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses the graph: " + e.getMessage(), e);
        }
    }

    /**
     * @param from the input
     * @param to is overwritten with the output
     */
    public void run(FeatureBuffer from, FeatureBuffer to) {
        try (OnnxTensor in = from.tensor();
                OnnxTensor out = to.tensor()) {
            session.run(Map.of(input, in), Set.of(), Map.of(output, out)).close();
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
