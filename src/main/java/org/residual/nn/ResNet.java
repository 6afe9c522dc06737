package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The notebook's {@code ResNet}: per stage a {@link BnLayer} of stride 2 and two {@link ResNetLayer}s with ReLU
 * between those two, then a global average pooling and dropout.
 */
public final class ResNet extends Network {
    private final List<BnLayer> layers;
    private final float dropout;

    /** @param configuration of the network; the notebook's channels are 16, 32, 64, 128, 256, its dropout 0.5 */
    ResNet(NetworkConfiguration configuration) {
        super(configuration);
        List<Integer> channels = configuration.channels();
        List<BnLayer> layers1 =
                stages("layers1", i -> new BnLayer(channels.get(i), channels.get(i + 1), 2, configuration, false));
        List<BnLayer> layers2 = stages("layers2", i -> new ResNetLayer(channels.get(i + 1), configuration, true));
        List<BnLayer> layers3 = stages("layers3", i -> new ResNetLayer(channels.get(i + 1), configuration, false));
        List<BnLayer> inOrder = new ArrayList<>();
        for (int i = 0; i < configuration.stages(); i++) {
            inOrder.addAll(List.of(layers1.get(i), layers2.get(i), layers3.get(i)));
        }
        this.layers = List.copyOf(inOrder);
        this.dropout = (float) configuration.dropout();
    }

    private List<BnLayer> stages(String name, IntFunction<BnLayer> layer) {
        return IntStream.range(0, configuration().stages())
                .mapToObj(i -> addChildBlock(name + "." + i, layer.apply(i)))
                .toList();
    }

    @Override
    List<BnLayer> layers() {
        return layers;
    }

    /**
     * The pooling takes the mean of x + l3(x), and the mean of l3 is known beforehand: this saves a tenth of the work.
     */
    private boolean meanOfLastIsKnown(boolean training) {
        return !training && configuration().statistics() == Statistics.IMAGE;
    }

    private BnLayer last() {
        return layers.get(layers.size() - 1);
    }

    @Override
    NDArray beforePooling(ParameterStore parameters, NDArray images, boolean training) {
        int count = meanOfLastIsKnown(training) ? layers.size() - 1 : layers.size();
        return features(parameters, images, count, training);
    }

    @Override
    NDArray pooled(ParameterStore parameters, NDArray before, boolean training) {
        if (meanOfLastIsKnown(training)) {
            return mean(before).addi(last().meanOfImage(parameters, before));
        }
        if (!training) {
            return mean(before);
        }
        return Dropout.dropout(ImageLayout.rows(before).mean(new int[] {2}), dropout, true)
                .singletonOrThrow();
    }

    @Override
    NDArray pooledFeatures(ParameterStore parameters, NDArray before) {
        return meanOfLastIsKnown(false)
                ? last().forward(parameters, new NDList(before), false).singletonOrThrow()
                : before;
    }

    private static NDArray mean(NDArray features) {
        return ImageLayout.positions(features).mean(new int[] {1});
    }
}
