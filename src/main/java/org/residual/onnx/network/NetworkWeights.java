package org.residual.onnx.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.residual.engine.Weights;
import org.residual.nn.NetworkConfiguration;

/**
 * The weights of a network, with each width rounded up to a multiple of 4, for which ONNX Runtime has its fastest
 * convolutions. Channels of zeros, with kernels of zeros, change nothing.
 */
final class NetworkWeights {
    static final int MULTIPLE = 4;
    private static final int CONV1 = 5;
    private static final int LAYER = 3;

    private final NetworkConfiguration configuration;
    private final Weights weights;
    /** The channels of each layer, in and out. */
    private final Map<String, Widths> layers = new LinkedHashMap<>();

    private record Widths(int in, int out) {}

    NetworkWeights(NetworkConfiguration configuration, Weights weights) {
        this.configuration = configuration;
        this.weights = weights;
        List<Integer> channels = configuration.channels();
        for (int i = 0; i < configuration.stages(); i++) {
            int in = channels.get(i);
            int out = channels.get(i + 1);
            for (String layer : configuration.architecture().layers()) {
                layers.put(layer + "." + i, new Widths(in, out));
                in = out;
            }
        }
    }

    NetworkConfiguration configuration() {
        return configuration;
    }

    static int wide(int channels) {
        return (channels + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    }

    /** The 5x5 kernels of the first convolution. */
    Filters conv1() {
        int out = configuration.channels().get(0);
        double[] kernels = values("conv1.weight", out * Filters.COLOURS * CONV1 * CONV1);
        return new Filters(out, Filters.COLOURS, CONV1, CONV1, kernels, values("conv1.bias", out))
                .widened(wide(out), Filters.COLOURS);
    }

    /** The 3x3 kernels of a layer. */
    Filters filters(String layer) {
        Widths widths = widths(layer);
        double[] kernels = values(layer + ".layer.weight", widths.out * widths.in * LAYER * LAYER);
        return new Filters(widths.out, widths.in, LAYER, LAYER, kernels, new double[widths.out])
                .widened(wide(widths.out), wide(widths.in));
    }

    private Widths widths(String layer) {
        return Objects.requireNonNull(layers.get(layer), layer);
    }

    /** A number for each channel out of a layer, such as {@code layers.0.m}. */
    double[] perChannel(String name) {
        int out = widths(name.substring(0, name.lastIndexOf('.'))).out;
        double[] wide = new double[wide(out)];
        System.arraycopy(values(name, out), 0, wide, 0, out);
        return wide;
    }

    /** [classes, channels], the matrix of the output layer. */
    double[] outWeight() {
        int channels = configuration.channels().get(configuration.stages());
        double[] narrow = values("out.weight", configuration.classes() * channels);
        double[] wide = new double[configuration.classes() * wide(channels)];
        for (int k = 0; k < configuration.classes(); k++) {
            System.arraycopy(narrow, k * channels, wide, k * wide(channels), channels);
        }
        return wide;
    }

    /** The biases of the output layer. */
    double[] outBias() {
        return values("out.bias", configuration.classes());
    }

    private double[] values(String name, int count) {
        ByteBuffer copy =
                ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES)).order(ByteOrder.nativeOrder());
        weights.copy(name, copy);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = copy.getFloat(i * Float.BYTES);
        }
        return values;
    }
}
