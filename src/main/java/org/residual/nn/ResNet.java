package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The notebook's {@code ResNet}: per stage a {@link BnLayer} of stride 2 and two {@link ResNetLayer}s with ReLU
 * between those two, then a global average pooling and dropout.
 */
public final class ResNet extends Network {
    private final List<BnLayer> layers1;
    private final List<ResNetLayer> layers2;
    private final List<ResNetLayer> layers3;
    private final float dropout;

    /**
     * @param channels channels after the first convolution and after each stage; the notebook's are 16, 32, 64, 128,
     *     256
     * @param classes number of classes
     * @param dropout probability with which training drops a pooled channel; the notebook's is 0.5
     * @param statistics over what the layers normalise
     */
    public ResNet(List<Integer> channels, int classes, double dropout, Statistics statistics) {
        super(new NetworkConfiguration(Architecture.RESNET, channels, classes, dropout, statistics));
        IntFunction<BnLayer> halving = i -> new BnLayer(channels.get(i), channels.get(i + 1), 2, statistics);
        IntFunction<ResNetLayer> residual = i -> new ResNetLayer(channels.get(i + 1), statistics);
        this.layers1 = stages("layers1", halving);
        this.layers2 = stages("layers2", residual);
        this.layers3 = stages("layers3", residual);
        this.dropout = (float) dropout;
    }

    private <B extends BnLayer> List<B> stages(String name, IntFunction<B> layer) {
        return IntStream.range(0, configuration().stages())
                .mapToObj(i -> addChildBlock(name + "." + i, layer.apply(i)))
                .toList();
    }

    @Override
    BnLayer firstLayer() {
        return layers1.get(0);
    }

    @Override
    NDArray pooledStages(ParameterStore parameters, NDArray first, boolean training) {
        NDArray features = first;
        int last = layers1.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (i > 0) {
                features = apply(layers1.get(i), parameters, features, training);
            }
            features = relu(apply(layers2.get(i), parameters, features, training));
            if (i == last && !training && configuration().statistics() == Statistics.IMAGE) {
                // The pooling takes the mean of x + l3(x), and of l3 it is known beforehand: a tenth of the work less.
                return mean(features).addi(layers3.get(last).meanOfImage(parameters, features));
            }
            features = apply(layers3.get(i), parameters, features, training);
        }
        if (!training) {
            return mean(features);
        }
        NDArray pooled = rows(features).mean(new int[] {2});
        return Dropout.dropout(pooled, dropout, true).singletonOrThrow();
    }

    private static NDArray mean(NDArray features) {
        return positions(features).mean(new int[] {1});
    }
}
