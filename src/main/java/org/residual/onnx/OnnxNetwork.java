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
import org.residual.engine.PreparedNetwork;
import org.residual.nn.NetworkConfiguration;
import org.residual.onnx.schema.ModelProto;

/** A graph that ONNX Runtime has loaded: from images [batch, 3, height, width] to log-probabilities. */
final class OnnxNetwork implements PreparedNetwork {
    private final OrtSession session;
    private final NetworkConfiguration configuration;

    private OnnxNetwork(OrtSession session, NetworkConfiguration configuration) {
        this.session = session;
        this.configuration = configuration;
    }

    /**
     * @param graph as {@link NetworkGraph} writes it
     * @param configuration of the network that it was written from
     */
    static OnnxNetwork of(ModelProto graph, NetworkConfiguration configuration) {
        try (SessionOptions options = RuntimeOptions.open()) {
            return new OnnxNetwork(
                    OrtEnvironment.getEnvironment().createSession(graph.toByteArray(), options), configuration);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not take the graph: " + e.getMessage(), e);
        }
    }

    @Override
    public float[] logProbabilities(ImageBatch images) {
        configuration.requireLargeEnough(images.images(), images.height(), images.width());
        long[] shape = {images.images(), ImageBatch.CHANNELS, images.height(), images.width()};
        try (OnnxTensor input = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(), images.values().asFloatBuffer(), shape);
                Result result = session.run(Map.of(NetworkGraph.INPUT, input))) {
            FloatBuffer answer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] logProbabilities = new float[answer.remaining()];
            answer.get(logProbabilities);
            return logProbabilities;
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
