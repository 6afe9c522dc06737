package org.residual.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.residual.engine.ExplainedAnswer;
import org.residual.engine.ImageBatch;
import org.residual.engine.StoredNetwork;
import org.residual.evidence.Contributions;
import org.residual.evidence.Evidence;
import org.residual.evidence.MapGrid;
import org.residual.evidence.Pooling;
import org.residual.nn.NetworkConfiguration;
import org.residual.onnx.network.NetworkGraph;
import org.residual.onnx.runtime.FeatureBuffer;
import org.residual.onnx.runtime.FeatureSession;
import org.residual.onnx.runtime.GraphSession;
import org.residual.onnx.runtime.NativeOutputLayer;

/**
 * Evidence of a documented network. The network's own graph computes the answers, so they are the same as without
 * evidence, and also returns the features before the pooling; a small second graph completes them.
 */
final class OnnxEvidence implements AutoCloseable {
    private final NetworkConfiguration configuration;
    private final NativeOutputLayer output;
    private final Optional<FeatureSession> completion;
    private final Contributions contributions;

    private OnnxEvidence(
            NetworkConfiguration configuration, NativeOutputLayer output, Optional<FeatureSession> completion) {
        this.configuration = configuration;
        this.output = output;
        this.completion = completion;
        boolean mean = configuration.architecture().poolsMean();
        this.contributions = new Contributions(mean ? Pooling.MEAN : Pooling.MAX, output);
    }

    static OnnxEvidence of(StoredNetwork.Documented network) {
        NetworkConfiguration configuration = network.configuration();
        NativeOutputLayer output = new NativeOutputLayer(configuration, network.weights());
        try {
            return new OnnxEvidence(
                    configuration,
                    output,
                    NetworkGraph.features(configuration, network.weights()).map(FeatureSession::new));
        } catch (Throwable e) {
            // Also errors: there may be too little memory.
            output.close();
            throw e;
        }
    }

    /** Its memory. */
    static long preparedBytes(NetworkConfiguration configuration) {
        return NativeOutputLayer.bytes(configuration) + NetworkGraph.featuresBytes(configuration);
    }

    MapGrid grid(int height, int width) {
        return MapGrid.halved(configuration.stages(), height, width);
    }

    /**
     * @param network the graph for such images
     * @param classes how many of the most probable ones to explain, for each image
     */
    ExplainedAnswer explained(GraphSession network, ImageBatch images, int[] classes) {
        MapGrid grid = grid(images.height(), images.width());
        int channels = NetworkGraph.pooledChannels(configuration);
        try (FeatureBuffer pooled = new FeatureBuffer(images.images(), channels, grid)) {
            float[] logProbabilities = network.run(images, pooled);
            if (completion.isEmpty()) {
                return explained(logProbabilities, pooled, grid, classes);
            }
            try (FeatureBuffer features = new FeatureBuffer(images.images(), channels, grid)) {
                completion.get().run(pooled, features);
                return explained(logProbabilities, features, grid, classes);
            }
        }
    }

    private ExplainedAnswer explained(float[] logProbabilities, FeatureBuffer features, MapGrid grid, int[] classes) {
        List<Evidence> evidence = new ArrayList<>(classes.length);
        int each = logProbabilities.length / classes.length;
        for (int i = 0; i < classes.length; i++) {
            float[] row = Arrays.copyOfRange(logProbabilities, i * each, (i + 1) * each);
            evidence.add(contributions.of(features.image(i), grid, row, classes[i]));
        }
        return new ExplainedAnswer(logProbabilities, evidence);
    }

    @Override
    public void close() {
        completion.ifPresent(FeatureSession::close);
        output.close();
    }
}
