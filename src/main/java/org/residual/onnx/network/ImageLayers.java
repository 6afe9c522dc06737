package org.residual.onnx.network;

import static org.residual.onnx.network.GraphWriter.HEIGHT;
import static org.residual.onnx.network.GraphWriter.WIDTH;
import static org.residual.onnx.network.GraphWriter.decimal;
import static org.residual.onnx.network.GraphWriter.integer;
import static org.residual.onnx.network.GraphWriter.integers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.residual.nn.Epsilon;
import org.residual.nn.Epsilon.AddedTo;

/** Layers that normalise each image with its own mean and standard deviation of each channel. */
final class ImageLayers implements Layers {
    /** Negligible beside any variance that float32 can distinguish from 0; turns 0 / 0 into 0. */
    private static final double LEAST_VARIANCE = 1e-30;
    /**
     * ONNX Runtime's own normalisation sums up to this many numbers one by one. With more its error is several 1e-6,
     * and far larger if most of them are equal, as in the first layer for black and white areas.
     */
    private static final int MOST_ADDED_UP = 2048;

    private final GraphWriter graph;
    private final NetworkWeights weights;
    private final Epsilon epsilon;
    private final Stem stem;
    /** By how often height and width have been halved: n / (n - 1), with n known when the graph runs. */
    private final Map<Integer, String> unbiased = new HashMap<>();

    ImageLayers(GraphWriter graph, NetworkWeights weights, Stem stem) {
        this.graph = graph;
        this.weights = weights;
        this.epsilon = weights.configuration().epsilon();
        this.stem = stem;
    }

    @Override
    public Features first(String layer, After after) {
        return finish(stem.activations(weights.filters(layer)), layer, after);
    }

    @Override
    public Features next(Features x, String layer, int stride, After after) {
        String convolved = graph.convolution(x.name(), weights.filters(layer), stride, Padding.around(1));
        String activations = graph.node("Relu", List.of(convolved));
        return finish(stride == 1 ? x.named(activations) : x.halved(activations), layer, after);
    }

    private Features finish(Features activations, String layer, After after) {
        String answer = normalize(activations, layer);
        if (after.residual().isPresent()) {
            answer = graph.node("Add", List.of(after.residual().get().name(), answer));
        }
        return activations.named(after.relu() ? graph.node("Relu", List.of(answer)) : answer);
    }

    private String normalize(Features x, String layer) {
        double[] scales = weights.perChannel(layer + ".m");
        double[] shifts = weights.perChannel(layer + ".a");
        Optional<Long> values = x.extent().map(Extent::pixels);
        boolean simple = x.halvings() > 1 && epsilon.equals(atVariance());
        return values.filter(n -> simple && n < MOST_ADDED_UP)
                .map(n -> atOnce(x, n, scales, shifts))
                .orElseGet(() -> inSteps(x, values, scales, shifts));
    }

    /** The same epsilon, at the variance. */
    private Epsilon atVariance() {
        return epsilon.value() == 0 ? epsilon : new Epsilon(epsilon.value(), AddedTo.VARIANCE);
    }

    private String atOnce(Features x, long values, double[] scales, double[] shifts) {
        // The runtime divides by n where the notebook divides by n - 1.
        double biased = (values - 1.0) / values;
        String factor = graph.constant(times(scales, Math.sqrt(biased)), scales.length);
        return graph.node(
                "InstanceNormalization",
                List.of(x.name(), factor, graph.constant(shifts, shifts.length)),
                decimal("epsilon", (LEAST_VARIANCE + epsilon.value()) * biased));
    }

    /** Sums of rows, and of those, which float32 represents far more exactly than a single sum. */
    private String inSteps(Features x, Optional<Long> values, double[] scales, double[] shifts) {
        String centered = graph.node("Sub", List.of(x.name(), unsqueezed(mean(x.name()))));
        String variance = mean(graph.node("Mul", List.of(centered, centered)));
        double biased = values.map(n -> (n - 1.0) / n).orElse(1.0);
        if (values.isEmpty()) {
            variance = graph.node("Mul", List.of(variance, unbiased(x)));
        }
        String scale = graph.node(
                "Div",
                List.of(
                        graph.constant(times(scales, Math.sqrt(biased)), 1, scales.length, 1),
                        divisor(variance, biased)));
        String scaled = graph.node("Mul", List.of(centered, unsqueezed(scale)));
        return graph.node("Add", List.of(scaled, graph.constant(shifts, 1, shifts.length, 1, 1)));
    }

    /**
     * The standard deviation and the epsilon, both times the root of {@code biased}, the factor between the variances.
     */
    private String divisor(String variance, double biased) {
        boolean atStd = epsilon.addedTo() == AddedTo.STD;
        double least = (LEAST_VARIANCE + (atStd ? 0 : epsilon.value())) * biased;
        String std = graph.node("Sqrt", List.of(graph.node("Add", List.of(variance, graph.constant(one(least), 1)))));
        double more = atStd ? epsilon.value() * Math.sqrt(biased) : 0;
        return more == 0 ? std : graph.node("Add", List.of(std, graph.constant(one(more), 1)));
    }

    /** From [batch, channels, height, width] to [batch, channels, 1]. */
    private String mean(String x) {
        String ofRows = graph.node("ReduceMean", List.of(x), integers("axes", WIDTH), integer("keepdims", 0));
        return graph.node("ReduceMean", List.of(ofRows), integers("axes", HEIGHT), integer("keepdims", 1));
    }

    private String unsqueezed(String perChannel) {
        return graph.node("Unsqueeze", List.of(perChannel, graph.integers(WIDTH)));
    }

    private String unbiased(Features x) {
        return unbiased.computeIfAbsent(x.halvings(), level -> {
            String shape = graph.node("Shape", List.of(x.name()), integer("start", HEIGHT));
            String product = graph.node("ReduceProd", List.of(shape), integer("keepdims", 1));
            String n = graph.node("Cast", List.of(product), integer("to", 1));
            return graph.node("Div", List.of(n, graph.node("Sub", List.of(n, graph.constant(one(1), 1)))));
        });
    }

    private static double[] one(double value) {
        return new double[] {value};
    }

    private static double[] times(double[] values, double factor) {
        return Arrays.stream(values).map(value -> value * factor).toArray();
    }
}
