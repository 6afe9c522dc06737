package org.residual.onnx;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.residual.engine.StoredNetwork;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.onnx.schema.ModelProto;

/** Writes a network of {@link org.residual.nn} as a graph, for batches and images of any size. */
final class NetworkGraph {
    /** The graph's input: images [batch, 3, height, width]. */
    static final String INPUT = "images";

    /** Nothing beside the squares of a channel that lives; a dead one normalises to 0 by it. */
    private static final float TINY = 1e-30f;

    private final NetworkConfiguration configuration;
    private final Map<String, float[]> weights = new HashMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private final GraphWriter graph = new GraphWriter();
    /** The number {@link #TINY}. */
    private final String tiny = graph.floats(new float[] {TINY});
    /** For each stage of height h and n positions, sqrt((n - 1) / h): n - 1 of the sum of squares over h. */
    private final List<String> unbiased = new ArrayList<>();

    private NetworkGraph(StoredNetwork.Documented network) {
        this.configuration = network.configuration();
        configuration.newNetwork().stateDict().forEach((name, parameter) -> {
            ByteBuffer values = ByteBuffer.allocate(
                            Math.toIntExact(Float.BYTES * parameter.getShape().size()))
                    .order(ByteOrder.nativeOrder());
            network.weights().copy(name, values);
            float[] copy = new float[values.capacity() / Float.BYTES];
            values.rewind().asFloatBuffer().get(copy);
            weights.put(name, copy);
            shapes.put(name, parameter.getShape());
        });
    }

    /**
     * @param network one that normalises each image by itself, or by fixed statistics
     * @return from images to log-probabilities [batch, classes]
     */
    static ModelProto of(StoredNetwork.Documented network) {
        return new NetworkGraph(network).write();
    }

    private ModelProto write() {
        graph.input(INPUT, "batch", "3", "height", "width");
        if (configuration.statistics() == Statistics.IMAGE) {
            unbiasedOfStages();
        }
        String features = graph.node(
                "Conv",
                List.of(INPUT, weight("conv1.weight"), weight("conv1.bias")),
                GraphWriter.ints("kernel_shape", 5, 5),
                GraphWriter.ints("pads", 2, 2, 2, 2));
        String pooled = configuration.architecture() == Architecture.RESNET ? resNet(features) : convBnNet(features);
        String flat = graph.node("Flatten", List.of(pooled), GraphWriter.integer("axis", 1));
        String logits = graph.node(
                "Gemm", List.of(flat, weight("out.weight"), weight("out.bias")), GraphWriter.integer("transB", 1));
        String answer = graph.node("LogSoftmax", List.of(logits), GraphWriter.integer("axis", 1));
        return graph.finish(answer, "batch", Integer.toString(configuration.classes()));
    }

    private String resNet(String features) {
        String x = features;
        for (int stage = 0; stage < configuration.stages(); stage++) {
            x = layer(x, "layers1." + stage, 2, stage);
            x = relu(residual(x, "layers2." + stage, stage));
            x = residual(x, "layers3." + stage, stage);
        }
        return graph.node("GlobalAveragePool", List.of(x));
    }

    private String convBnNet(String features) {
        String x = features;
        for (int stage = 0; stage < configuration.stages(); stage++) {
            x = layer(x, "layers." + stage, 2, stage);
            x = stage == configuration.stages() - 1 ? x : relu(x);
        }
        return graph.node("GlobalMaxPool", List.of(x));
    }

    private String residual(String x, String name, int stage) {
        return graph.node("Add", List.of(x, layer(x, name, 1, stage)));
    }

    private String relu(String x) {
        return graph.node("Relu", List.of(x));
    }

    private String layer(String x, String name, int stride, int stage) {
        String convolved = graph.node(
                "Conv",
                List.of(x, weight(name + ".layer.weight")),
                GraphWriter.ints("kernel_shape", 3, 3),
                GraphWriter.ints("pads", 1, 1, 1, 1),
                GraphWriter.ints("strides", stride, stride));
        return configuration.statistics() == Statistics.FIXED
                ? shifted(relu(convolved), name)
                : normalised(relu(convolved), name, stage);
    }

    /** The operator that does all of it adds up a channel in one go, which rounds too much for large images. */
    private String normalised(String x, String name, int stage) {
        String mean = mean(mean(x, 3), 2);
        String centred = graph.node("Sub", List.of(x, mean));
        String squares = mean(over("ReduceSumSquare", centred, 3), 2);
        String deviation = graph.node("Sqrt", List.of(graph.node("Add", List.of(squares, tiny))));
        String m = graph.node("Mul", List.of(channels(name + ".m"), unbiased.get(stage)));
        String scaled = graph.node("Mul", List.of(centred, graph.node("Div", List.of(m, deviation))));
        return graph.node("Add", List.of(scaled, channels(name + ".a")));
    }

    private String mean(String x, int axis) {
        return over("ReduceMean", x, axis);
    }

    private String over(String operator, String x, int axis) {
        return graph.node(operator, List.of(x), GraphWriter.ints("axes", axis), GraphWriter.integer("keepdims", 1));
    }

    private String shifted(String x, String name) {
        float[] means = weights.get(name + ".means");
        float[] stds = weights.get(name + ".stds");
        float[] m = weights.get(name + ".m");
        float[] a = weights.get(name + ".a");
        float[] scale = new float[m.length];
        float[] shift = new float[m.length];
        for (int channel = 0; channel < m.length; channel++) {
            double std = configuration.epsilon().divisor(stds[channel]);
            double factor = std == 0 ? 0 : m[channel] / std;
            scale[channel] = (float) factor;
            shift[channel] = (float) (a[channel] - means[channel] * factor);
        }
        String scaled = graph.node("Mul", List.of(x, graph.floats(scale, m.length, 1, 1)));
        return graph.node("Add", List.of(scaled, graph.floats(shift, m.length, 1, 1)));
    }

    /** A stage halves height and width, rounded up. */
    private void unbiasedOfStages() {
        String shape = graph.node("Shape", List.of(INPUT), GraphWriter.integer("start", 2));
        String size = graph.node("Cast", List.of(shape), GraphWriter.integer("to", 1));
        String half = graph.floats(new float[] {0.5f});
        String one = graph.floats(new float[] {1});
        String first = graph.whole(0);
        for (int stage = 0; stage < configuration.stages(); stage++) {
            size = graph.node("Ceil", List.of(graph.node("Mul", List.of(size, half))));
            String height = graph.node("Gather", List.of(size, first), GraphWriter.integer("axis", 0));
            String positions = graph.node("ReduceProd", List.of(size), GraphWriter.integer("keepdims", 1));
            String less = graph.node("Sub", List.of(positions, one));
            unbiased.add(graph.node("Sqrt", List.of(graph.node("Div", List.of(less, height)))));
        }
    }

    private String weight(String name) {
        return graph.floats(weights.get(name), shapes.get(name).getShape());
    }

    /** A value for each channel, [channels, 1, 1]. */
    private String channels(String name) {
        float[] values = weights.get(name);
        return graph.floats(values, values.length, 1, 1);
    }
}
