package org.residual.onnx;

import java.util.HashMap;
import java.util.Map;
import org.residual.engine.ExplainedAnswer;
import org.residual.engine.ImageBatch;
import org.residual.engine.ImageSize;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.evidence.MapGrid;
import org.residual.nn.NetworkConfiguration;
import org.residual.onnx.network.Extent;
import org.residual.onnx.network.NetworkGraph;
import org.residual.onnx.runtime.GraphSession;

/**
 * A documented network as graphs: one for images of any size, and one for each size of its known answer, which needs
 * less work.
 */
final class OnnxNetwork implements PreparedNetwork {
    /** Each graph has its own copy of the weights. */
    private static final int MOST_SIZES = 2;

    private final NetworkConfiguration configuration;
    private final Map<ImageSize, GraphSession> ofSize = new HashMap<>();
    private final GraphSession ofAnySize;
    private final OnnxEvidence evidence;

    private OnnxNetwork(StoredNetwork.Documented network, OnnxEvidence evidence) {
        this.configuration = network.configuration();
        this.evidence = evidence;
        this.ofAnySize = new GraphSession(NetworkGraph.ofAnySize(configuration, network.weights()));
    }

    /**
     * @param network one that normalises each image by itself, or by fixed statistics
     */
    static OnnxNetwork of(StoredNetwork.Documented network) {
        OnnxEvidence evidence = OnnxEvidence.of(network);
        OnnxNetwork prepared;
        try {
            prepared = new OnnxNetwork(network, evidence);
        } catch (Throwable e) {
            // Also errors: there may be too little memory.
            evidence.close();
            throw e;
        }
        try {
            network.sizes().stream().limit(MOST_SIZES).forEach(size -> prepared.add(size, network));
            return prepared;
        } catch (Throwable e) {
            prepared.close();
            throw e;
        }
    }

    /** The memory of all graphs. */
    static long preparedBytes(StoredNetwork.Documented network) {
        int graphs = 1 + Math.min(MOST_SIZES, network.sizes().size());
        return graphs * network.configuration().preparedBytes() + OnnxEvidence.preparedBytes(network.configuration());
    }

    private void add(ImageSize size, StoredNetwork.Documented network) {
        Extent extent = new Extent(size.height(), size.width());
        ofSize.put(size, new GraphSession(NetworkGraph.of(configuration, network.weights(), extent)));
    }

    @Override
    public float[] logProbabilities(ImageBatch images) {
        return graph(images).run(images);
    }

    private GraphSession graph(ImageBatch images) {
        configuration.requireLargeEnough(images.images(), images.height(), images.width());
        return ofSize.getOrDefault(new ImageSize(images.height(), images.width()), ofAnySize);
    }

    @Override
    public boolean hasEvidence() {
        return true;
    }

    @Override
    public MapGrid evidenceGrid(int height, int width) {
        return evidence.grid(height, width);
    }

    @Override
    public ExplainedAnswer explained(ImageBatch images, int[] classes) {
        return evidence.explained(graph(images), images, classes);
    }

    @Override
    public void close() {
        ofSize.values().forEach(GraphSession::close);
        ofAnySize.close();
        evidence.close();
    }
}
