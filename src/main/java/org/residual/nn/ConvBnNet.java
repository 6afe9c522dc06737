package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The notebook's {@code ConvBNNet}: a {@link BnLayer} of stride 2 per stage with ReLU between, then a global max
 * pooling of the last one's output before its ReLU.
 */
public final class ConvBnNet extends Network {
    private final List<BnLayer> layers;

    /** @param configuration of the network; the notebook's channels are 10, 20, 40, 60, 80 */
    ConvBnNet(NetworkConfiguration configuration) {
        super(configuration);
        List<Integer> channels = configuration.channels();
        int stages = configuration.stages();
        this.layers = IntStream.range(0, stages)
                .mapToObj(i -> addChildBlock(
                        "layers." + i,
                        new BnLayer(channels.get(i), channels.get(i + 1), 2, configuration, i < stages - 1)))
                .toList();
    }

    @Override
    List<BnLayer> layers() {
        return layers;
    }

    @Override
    NDArray beforePooling(ParameterStore parameters, NDArray images, boolean training) {
        return features(parameters, images, layers.size(), training);
    }

    @Override
    NDArray pooled(ParameterStore parameters, NDArray before, boolean training) {
        return training
                ? ImageLayout.rows(before).max(new int[] {2})
                : ImageLayout.positions(before).max(new int[] {1});
    }

    @Override
    NDArray pooledFeatures(ParameterStore parameters, NDArray before) {
        return before;
    }
}
