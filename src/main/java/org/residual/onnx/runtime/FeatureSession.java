package org.residual.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Map;
import java.util.Set;
import org.residual.onnx.schema.ModelProto;

/** A graph that makes features of features, [batch, channels, rows, columns], that ONNX Runtime has loaded. */
public final class FeatureSession implements AutoCloseable {
    private final OrtSession session;
    private final String input;
    private final String output;

    /**
     * @param graph written here
     * @throws IllegalStateException if the runtime does not take the graph
     */
    public FeatureSession(ModelProto graph) {
        try (SessionOptions options = RuntimeOptions.open()) {
            this.session = OrtEnvironment.getEnvironment().createSession(graph.toByteArray(), options);
            this.input = graph.getGraph().getInput(0).getName();
            this.output = graph.getGraph().getOutput(0).getName();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not take the graph: " + e.getMessage(), e);
        }
    }

    /**
     * @param from what goes in
     * @param to is overwritten with what comes out
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
