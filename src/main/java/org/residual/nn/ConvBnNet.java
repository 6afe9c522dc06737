package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The notebook's {@code ConvBNNet}: a {@link BnLayer} of stride 2 per stage with ReLU between, then a global max
 * pooling of what the last one answers before its ReLU.
 */
public final class ConvBnNet extends Network {
    private final List<BnLayer> layers;

    /**
     * @param channels channels after the first convolution and after each stage; the notebook's are 10, 20, 40, 60, 80
     * @param classes number of classes
     * @param statistics over what the layers normalise
     */
    public ConvBnNet(List<Integer> channels, int classes, Statistics statistics) {
        super(new NetworkConfiguration(Architecture.CONVBNNET, channels, classes, 0, statistics));
        this.layers = IntStream.range(0, channels.size() - 1)
                .mapToObj(i ->
                        addChildBlock("layers." + i, new BnLayer(channels.get(i), channels.get(i + 1), 2, statistics)))
                .toList();
    }

    @Override
    BnLayer firstLayer() {
        return layers.get(0);
    }

    @Override
    NDArray pooledStages(ParameterStore parameters, NDArray first, boolean training) {
        NDArray normalized = first;
        for (BnLayer layer : layers.subList(1, layers.size())) {
            normalized = apply(layer, parameters, relu(normalized), training);
        }
        return training
                ? rows(normalized).max(new int[] {2})
                : positions(normalized).max(new int[] {1});
    }
}
