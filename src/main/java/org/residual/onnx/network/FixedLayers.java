package org.residual.onnx.network;

import static org.residual.onnx.network.GraphWriter.decimal;

import java.util.Arrays;
import java.util.List;
import org.residual.nn.Epsilon;
import org.residual.onnx.network.After.Reader;

/** Layers with fixed means and standard deviations, which their convolutions absorb. */
final class FixedLayers implements Layers {
    /** The block size of channels in the runtime's own layout; it also uses half of it. */
    private static final int BLOCK = 16;

    private final GraphWriter graph;
    private final NetworkWeights weights;
    private final Epsilon epsilon;
    private final Stem stem;

    FixedLayers(GraphWriter graph, NetworkWeights weights, Stem stem) {
        this.graph = graph;
        this.weights = weights;
        this.epsilon = weights.configuration().epsilon();
        this.stem = stem;
    }

    @Override
    public Features first(String layer, After after) {
        FoldedScale scale = scale(layer, after);
        return finish(stem.activations(filters(layer, scale, after)), scale, after);
    }

    @Override
    public Features next(Features x, String layer, int stride, After after) {
        FoldedScale scale = scale(layer, after);
        Filters filters = filters(layer, scale, after);
        if (x.shifts().length > 0) {
            filters = filters.adding(x.shifts());
        }
        String convolved = graph.convolution(x.name(), filters, stride, Padding.around(1));
        String activations = graph.node("Relu", List.of(convolved));
        return finish(stride == 1 ? x.named(activations) : x.halved(activations), scale, after);
    }

    private Filters filters(String layer, FoldedScale scale, After after) {
        Filters filters = weights.filters(layer).scaled(scale.factors(), scale.offsets());
        boolean ones = after.reader() == Reader.LAYER && scale.onlyRests() && !scale.complete();
        return ones ? filters.withOnes() : filters;
    }

    private FoldedScale scale(String layer, After after) {
        double[] m = weights.perChannel(layer + ".m");
        double[] a = weights.perChannel(layer + ".a");
        double[] means = weights.perChannel(layer + ".means");
        double[] stds = weights.perChannel(layer + ".stds");
        double[] scales = new double[m.length];
        double[] shifts = new double[m.length];
        for (int i = 0; i < m.length; i++) {
            scales[i] = stds[i] == 0 ? 0 : m[i] / epsilon.divisor(stds[i]);
            shifts[i] = a[i] - scales[i] * means[i];
        }
        return FoldedScale.of(scales, shifts, after.relu() && after.residual().isEmpty());
    }

    private Features finish(Features activations, FoldedScale scale, After after) {
        if (after.reader() != Reader.ANY && scale.onlyRests()) {
            return activations.lacking(scale.rests());
        }
        String answer = activations.name();
        if (!scale.complete() || after.residual().isPresent()) {
            answer = affine(answer, scale);
        }
        if (after.residual().isPresent()) {
            answer = graph.node("Add", List.of(answer, after.residual().get().name()));
        }
        if (after.residual().isPresent() ? after.relu() : scale.reluBehind()) {
            answer = graph.node("Relu", List.of(answer));
        }
        return activations.named(answer);
    }

    /** In one pass with a following addition and ReLU, and without leaving the runtime's own layout of features. */
    private String affine(String x, FoldedScale scale) {
        int channels = scale.signs().length;
        if (channels % BLOCK == 0) {
            return graph.scaledChannels(x, scale.signs(), scale.rests());
        }
        // The runtime widens this, but no convolution of single channels, to whole blocks.
        double[] ones = new double[channels];
        Arrays.fill(ones, 1);
        return graph.node(
                "BatchNormalization",
                List.of(
                        x,
                        graph.constant(scale.signs(), channels),
                        graph.constant(scale.rests(), channels),
                        graph.constant(new double[channels], channels),
                        graph.constant(ones, channels)),
                decimal("epsilon", 0));
    }
}
