package org.residual.onnx.network;

import java.util.List;
import java.util.Optional;
import org.residual.engine.Weights;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.onnx.schema.ModelProto;

/**
 * The networks as graphs. The input is {@code images}, float32 [batch, 3, height, width] with any number of images, the
 * first output {@code log_probabilities}, [batch, classes]; each image is computed by itself. The second output is what
 * the network pools, [batch, channels, rows, columns], which {@link #features} completes to the features for evidence.
 */
public final class NetworkGraph {
    /** Multiply-adds of kernels of 3x3. */
    private static final int TAPS = 9;

    private final GraphWriter graph = new GraphWriter();
    private final NetworkWeights weights;
    private final Optional<Extent> extent;
    private final Layers layers;

    private NetworkGraph(NetworkConfiguration configuration, Weights values, Optional<Extent> extent) {
        this.weights = new NetworkWeights(configuration, values);
        this.extent = extent;
        this.layers = configuration.statistics() == Statistics.FIXED
                ? new FixedLayers(graph, weights, new Stem(graph, weights.conv1(), extent, new CorrectedBorders()))
                : new ImageLayers(graph, weights, new Stem(graph, weights.conv1(), extent, new JoinedBorders()));
    }

    /**
     * A graph for images of one size, which needs less work than one for any size.
     *
     * @param configuration of the network, with the statistics of each image, or fixed ones
     * @param weights its parameters
     * @param extent of the images
     * @return the graph
     * @throws IllegalArgumentException if the statistics are those of a batch
     * @throws org.residual.nn.InputTooSmallException if the images are too small
     */
    public static ModelProto of(NetworkConfiguration configuration, Weights weights, Extent extent) {
        configuration.requireLargeEnough(1, extent.height(), extent.width());
        return of(configuration, weights, Optional.of(extent));
    }

    /**
     * A graph for images of any size that is large enough, which it does not check.
     *
     * @param configuration of the network, with the statistics of each image, or fixed ones
     * @param weights its parameters
     * @return the graph
     * @throws IllegalArgumentException if the statistics are those of a batch
     */
    public static ModelProto ofAnySize(NetworkConfiguration configuration, Weights weights) {
        return of(configuration, weights, Optional.empty());
    }

    /**
     * The part of the features that the networks omit, since the output layer can add it after the pooling: the last
     * residual, whose mean is known, and shifts of channels.
     *
     * @param configuration of the network
     * @param weights its parameters
     * @return the graph, from what the network pools to the features, both [batch, channels, rows, columns]; empty if
     *     they are the same
     */
    public static Optional<ModelProto> features(NetworkConfiguration configuration, Weights weights) {
        NetworkGraph network = new NetworkGraph(configuration, weights, Optional.empty());
        return switch (configuration.architecture()) {
            case RESNET -> network.lastResidual();
            case CONVBNNET -> network.lastShifts();
        };
    }

    /**
     * @param configuration of the network
     * @return bytes of the kernels in the graph of {@link #features}
     */
    public static long featuresBytes(NetworkConfiguration configuration) {
        long channels = configuration.channels().get(configuration.stages());
        boolean layer = switch (configuration.architecture()) {
            case RESNET -> configuration.statistics() != Statistics.FIXED;
            case CONVBNNET -> false;
        };
        return layer ? Float.BYTES * TAPS * channels * channels : 0;
    }

    private Optional<ModelProto> lastResidual() {
        int stages = weights.configuration().stages();
        Features before = new Features(GraphWriter.INPUT, stages, Optional.empty(), new double[0]);
        return meanOfLastIsUnknown()
                ? Optional.empty()
                : Optional.of(layers.next(before, "layers3." + (stages - 1), 1, After.addTo(before, false)))
                        .map(features -> graph.features(features.name(), pooledChannels(weights.configuration())));
    }

    private Optional<ModelProto> lastShifts() {
        double[] shifts = meanOfLastIsUnknown() ? convBnFeatures().shifts() : new double[0];
        return shifts.length == 0 ? Optional.empty() : Optional.of(shifted(shifts));
    }

    private static ModelProto shifted(double[] shifts) {
        GraphWriter graph = new GraphWriter();
        String constant = graph.constant(shifts, 1, shifts.length, 1, 1);
        return graph.features(graph.node("Add", List.of(GraphWriter.INPUT, constant)), shifts.length);
    }

    /**
     * @param configuration of a network
     * @return channels of what its graph pools: those of the last stage, followed by some of zeros
     */
    public static int pooledChannels(NetworkConfiguration configuration) {
        return NetworkWeights.wide(configuration.channels().get(configuration.stages()));
    }

    private static ModelProto of(NetworkConfiguration configuration, Weights weights, Optional<Extent> extent) {
        if (configuration.statistics() == Statistics.BATCH) {
            throw new IllegalArgumentException(
                    "A graph computes each image by itself, without the statistics of a batch.");
        }
        NetworkGraph network = new NetworkGraph(configuration, weights, extent);
        return switch (configuration.architecture()) {
            case RESNET -> network.resNet();
            case CONVBNNET -> network.convBnNet();
        };
    }

    private ModelProto convBnNet() {
        Features x = convBnFeatures();
        return output(x, graph.node("GlobalMaxPool", List.of(x.name())), biasWith(x.shifts()));
    }

    private Features convBnFeatures() {
        int last = weights.configuration().stages() - 1;
        Features x = layers.first("layers.0", last == 0 ? After.POOLING : After.RELU_AND_LAYER);
        for (int i = 1; i <= last; i++) {
            x = layers.next(x, "layers." + i, 2, i == last ? After.POOLING : After.RELU_AND_LAYER);
        }
        return x;
    }

    private ModelProto resNet() {
        int last = weights.configuration().stages() - 1;
        Features x = layers.first("layers1.0", After.NOTHING);
        for (int i = 0; i <= last; i++) {
            x = i == 0 ? x : layers.next(x, "layers1." + i, 2, After.NOTHING);
            x = layers.next(x, "layers2." + i, 1, After.addTo(x, true));
            if (i < last || meanOfLastIsUnknown()) {
                x = layers.next(x, "layers3." + i, 1, After.addTo(x, false));
            }
        }
        String pooled = graph.node("GlobalAveragePool", List.of(x.name()));
        return output(
                x,
                pooled,
                meanOfLastIsUnknown() ? weights.outBias() : biasWith(weights.perChannel("layers3." + last + ".a")));
    }

    /**
     * The pooling takes the mean of x + layer(x). Values normalised with the statistics of the image have mean 0 over
     * the image, which leaves the layer's shifts, and the output layer can add their effect.
     */
    private boolean meanOfLastIsUnknown() {
        return weights.configuration().statistics() == Statistics.FIXED;
    }

    /** The offsets of the output layer, with the shifts that are still to be added to the pooled values. */
    private double[] biasWith(double[] shifts) {
        double[] matrix = weights.outWeight();
        double[] bias = weights.outBias();
        int channels = matrix.length / bias.length;
        for (int k = 0; k < bias.length; k++) {
            for (int c = 0; c < shifts.length; c++) {
                bias[k] += matrix[k * channels + c] * shifts[c];
            }
        }
        return bias;
    }

    private ModelProto output(Features before, String pooled, double[] bias) {
        double[] matrix = weights.outWeight();
        int classes = bias.length;
        String flat = graph.node("Flatten", List.of(pooled));
        String logits = graph.node(
                "Gemm",
                List.of(flat, graph.constant(matrix, classes, matrix.length / classes), graph.constant(bias, classes)),
                GraphWriter.integer("transB", 1));
        String answer = graph.node("LogSoftmax", List.of(logits), GraphWriter.integer("axis", 1));
        int channels = pooledChannels(weights.configuration());
        return graph.network(answer, before.name(), channels, extent, classes);
    }
}
