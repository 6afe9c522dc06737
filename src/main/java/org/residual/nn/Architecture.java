package org.residual.nn;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The networks, with their properties that are known without building them. */
public enum Architecture {
    /** {@link ResNet}. */
    RESNET(ResNet::new, List.of("layers1", "layers2", "layers3"), true, true),
    /** {@link ConvBnNet}. */
    CONVBNNET(ConvBnNet::new, List.of("layers"), false, false);

    private final Function<NetworkConfiguration, Network> blocks;
    private final List<String> layers;
    private final boolean poolsMean;
    private final boolean hasDropout;

    Architecture(
            Function<NetworkConfiguration, Network> blocks,
            List<String> layers,
            boolean poolsMean,
            boolean hasDropout) {
        this.blocks = blocks;
        this.layers = layers;
        this.poolsMean = poolsMean;
        this.hasDropout = hasDropout;
    }

    Network newNetwork(NetworkConfiguration configuration) {
        return blocks.apply(configuration);
    }

    boolean hasDropout() {
        return hasDropout;
    }

    /**
     * @return the layers of each stage, in order, as in the names of the parameters: of {@code layers1} and stage 0,
     *     {@code layers1.0.layer.weight}. The first of a stage changes the number of channels
     */
    public List<String> layers() {
        return layers;
    }

    /** @return whether the output layer receives the mean of each channel, not the maximum */
    public boolean poolsMean() {
        return poolsMean;
    }

    /**
     * @return the name in {@code model.yaml}, such as {@code resnet}
     */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
