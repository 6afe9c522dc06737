package org.residual.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.List;
import org.residual.engine.EngineChoice;
import org.residual.engine.Engines;
import org.residual.engine.ImageSize;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.nn.Architecture;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;

/** The two networks of the notebook, with its widths, for ten classes. */
public enum DocumentedNetwork {
    RESNET(new NetworkConfiguration(Architecture.RESNET, List.of(16, 32, 64, 128, 256), 10, 0.5, Statistics.IMAGE)),
    CONVBNNET(new NetworkConfiguration(Architecture.CONVBNNET, List.of(10, 20, 40, 60, 80), 10, 0, Statistics.IMAGE));

    /** Height and width of the images, in pixels. */
    static final int SIDE = 128;

    private final NetworkConfiguration configuration;

    DocumentedNetwork(NetworkConfiguration configuration) {
        this.configuration = configuration;
    }

    NetworkConfiguration configuration() {
        return configuration;
    }

    /**
     * The network with random weights, of a size that keeps the activations in the order of 1.
     *
     * @param statistics of its layers
     * @param engine as in the setting {@code residual.predictors.engine}
     * @param device of the network
     * @return the network, to be closed
     */
    PreparedNetwork prepared(Statistics statistics, String engine, ComputeDevice device) throws IOException {
        Engines engines = EngineChoice.of(engine).among(Engines.installed());
        engines.reference().start();
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            StoredNetwork.Documented random = StoredNetwork.Documented.of(withRandomWeights(manager, statistics));
            StoredNetwork.Documented stored = new StoredNetwork.Documented(
                    random.configuration(), random.weights(), List.of(new ImageSize(SIDE, SIDE)));
            return engines.running(stored, device).get(0).prepare(stored, device);
        }
    }

    Network withRandomWeights(NDManager manager, Statistics statistics) {
        Network network = configuration.with(statistics).newNetwork();
        network.load(manager, (name, shape) -> randomValue(manager, name, shape));
        return network;
    }

    /** Random images, of values of 0 to 1. */
    static NDArray images(NDManager manager, int count) {
        return manager.randomUniform(0, 1, new Shape(count, 3, SIDE, SIDE));
    }

    private static NDArray randomValue(NDManager manager, String name, Shape shape) {
        if (name.endsWith(".m") || name.endsWith(".stds")) {
            return manager.ones(shape);
        }
        if (name.endsWith(".means")) {
            return manager.randomUniform(0, 1, shape);
        }
        // The number of terms in a value of the layer.
        double summands = Math.max(1.0, (double) shape.size() / shape.get(0));
        return manager.randomNormal(0, (float) Math.sqrt(1 / summands), shape, DataType.FLOAT32);
    }

    /**
     * Multiply-adds per image by the notebook's formulas: those of the convolutions with all their channels, without
     * padding or omissions, and of the linear layer.
     */
    long multiplyAdds() {
        List<Integer> channels = configuration.channels();
        long side = SIDE;
        long sum = convolution(side, 3, channels.get(0), 5);
        for (int stage = 1; stage < channels.size(); stage++) {
            side = (side + 1) / 2;
            int out = channels.get(stage);
            sum += convolution(side, channels.get(stage - 1), out, 3);
            if (configuration.architecture() == Architecture.RESNET) {
                sum += 2 * convolution(side, out, out, 3);
            }
        }
        return sum + (long) channels.get(channels.size() - 1) * configuration.classes();
    }

    private static long convolution(long side, int in, int out, int kernel) {
        return side * side * in * out * kernel * kernel;
    }
}
