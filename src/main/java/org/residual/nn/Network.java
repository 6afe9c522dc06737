package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.residual.nn.layer.Convolution;
import org.residual.nn.layer.Output;

/**
 * An image classifier: a 5x5 convolution, stages that each halve height and width, a pooling, an output layer.
 *
 * <p>It takes images [batch, 3, height, width], float32, and returns the log-probabilities of the classes [batch,
 * classes].
 */
public abstract class Network extends AbstractBlock {
    static final int COLOURS = 3;

    private final NetworkConfiguration configuration;
    private final Convolution conv1;
    private final Output out;
    /** Null if its two convolutions run one after the other. */
    private @Nullable FusedStem stem;

    /** @param configuration of the network */
    Network(NetworkConfiguration configuration) {
        this.configuration = configuration;
        this.conv1 = addChildBlock(
                "conv1", new Convolution(COLOURS, configuration.channels().get(0), 5, 1, true));
        this.out = addChildBlock(
                "out", new Output(configuration.channels().get(configuration.stages()), configuration.classes()));
    }

    /** The layers in the order of the forward pass, at least one. */
    abstract List<BnLayer> layers();

    /**
     * The forward pass up to the pooling.
     *
     * @param images [batch, 3, height, width]
     * @return [batch, channels of the last stage, height, width]
     */
    abstract NDArray beforePooling(ParameterStore parameters, NDArray images, boolean training);

    /**
     * @param before of {@link #beforePooling}, not changed
     * @return [batch, channels of the last stage]
     */
    abstract NDArray pooled(ParameterStore parameters, NDArray before, boolean training);

    /**
     * @param before of {@link #beforePooling}, not changed
     * @return the features that {@link #pooled} pools, [batch, channels of the last stage, height, width]
     */
    abstract NDArray pooledFeatures(ParameterStore parameters, NDArray before);

    /** @return the configuration of the network */
    public NetworkConfiguration configuration() {
        return configuration;
    }

    /**
     * The parameters under PyTorch's names, such as {@code layers1.0.layer.weight}. Their shapes are known from the
     * start, their values once the network is initialised.
     *
     * @return the parameters by name, in a fixed order
     */
    public Map<String, Parameter> stateDict() {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        collect("", this, parameters);
        return Collections.unmodifiableMap(parameters);
    }

    private static void collect(String prefix, Block block, Map<String, Parameter> into) {
        for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
            into.put(prefix + parameter.getKey(), parameter.getValue());
        }
        int position = 0;
        for (Pair<String, Block> child : block.getChildren()) {
            position++;
            // DJL puts the position, of two digits or more, before the name of a child.
            String name = child.getKey()
                    .substring(position < 100 ? 2 : Integer.toString(position).length());
            collect(prefix + name + ".", child.getValue(), into);
        }
    }

    /**
     * Sets the parameters, frozen: such a network predicts and cannot be trained.
     *
     * @param manager owns the values
     * @param values gives the value for a name of {@link #stateDict()} and its shape, on the manager's device
     */
    public void load(NDManager manager, ParameterValues values) {
        load(manager, DataType.FLOAT32, values);
    }

    final void load(NDManager manager, DataType precision, ParameterValues values) {
        stateDict().forEach((name, parameter) -> {
            parameter.setInitializer((owner, shape, type) -> values.value(name, shape));
            parameter.freeze(true);
            parameter.initialize(manager, precision);
        });
    }

    /** A source of parameter values. */
    @FunctionalInterface
    public interface ParameterValues {
        /**
         * @param name the parameter's name in the {@code state_dict}
         * @param shape that is required
         * @return the value, float32
         */
        NDArray value(String name, Shape shape);
    }

    /** Fuses the first two convolutions, if possible. */
    final void fuseStem(NDManager manager) {
        stem = FusedStem.of(manager, conv1.kernels(), layers().get(0).kernels()).orElse(null);
    }

    /**
     * From [batch, 3, height, width] to log-probabilities [batch, classes].
     *
     * @throws InputTooSmallException see {@link NetworkConfiguration#requireLargeEnough}
     */
    @Override
    protected final NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray images = inputs.singletonOrThrow();
        requireLargeEnough(images);
        NDArray before = beforePooling(parameters, images, training);
        return out.forward(parameters, new NDList(pooled(parameters, before, training)), training);
    }

    private void requireLargeEnough(NDArray images) {
        Shape shape = images.getShape();
        configuration.requireLargeEnough(shape.get(0), shape.get(2), shape.get(3));
    }

    /**
     * A forward pass that also returns the features.
     *
     * @param images [batch, 3, height, width]
     * @return log-probabilities [batch, classes], bit-identical to those of a forward pass, and the pooled features,
     *     [batch, channels, height, width]
     * @throws InputTooSmallException see {@link NetworkConfiguration#requireLargeEnough}
     */
    public final NDList withFeatures(ParameterStore parameters, NDArray images) {
        requireLargeEnough(images);
        NDArray before = beforePooling(parameters, images, false);
        NDArray answer = out.forward(parameters, new NDList(pooled(parameters, before, false)), false)
                .singletonOrThrow();
        return new NDList(answer, pooledFeatures(parameters, before));
    }

    /**
     * @param images [batch, 3, height, width]
     * @param count of layers, at least 1
     * @return the output of the first {@code count} layers, [batch, channels, height, width]
     */
    final NDArray features(ParameterStore parameters, NDArray images, int count, boolean training) {
        BnLayer first = layers().get(0);
        NDArray features = first.activate(parameters, images, convolveTwice(parameters, images, training), training);
        for (BnLayer layer : layers().subList(1, count)) {
            features = apply(layer, parameters, features, training);
        }
        return features;
    }

    /**
     * The values that a layer computes mean and std from.
     *
     * @param images [batch, 3, height, width]
     * @param layer its index
     * @return [batch, channels, height, width], 0 or more
     */
    final NDArray activations(ParameterStore parameters, NDArray images, int layer) {
        if (layer == 0) {
            return relu(convolveTwice(parameters, images, false));
        }
        NDArray features = features(parameters, images, layer, false);
        NDArray convolved = layers().get(layer).convolve(parameters, features, false);
        features.close();
        return relu(convolved);
    }

    private NDArray convolveTwice(ParameterStore parameters, NDArray images, boolean training) {
        if (stem != null && FusedStem.suits(images.getShape())) {
            // The engine converts the layout of three colours in a fraction of the time that it takes here.
            return stem.convolve(images);
        }
        // Training copies the images: the backward pass must not keep memory of the JVM, see TrainedNormalization,
        // which also needs each channel by itself.
        NDArray owned = training ? images.duplicate() : ImageLayout.channelsLast(images);
        NDArray once = conv1.convolve(parameters, owned, training);
        owned.close();
        NDArray twice = layers().get(0).convolve(parameters, once, training);
        once.close();
        return twice;
    }

    @Override
    public final Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {new Shape(inputShapes[0].get(0), configuration.classes())};
    }

    @Override
    protected final void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        // Every parameter knows its shape, so initialising the blocks needs no input shapes.
        for (Block child : getChildren().values()) {
            child.initialize(manager, dataType, inputShapes);
        }
    }

    /** Applies a block of one input and one output, and frees the input. */
    static NDArray apply(Block block, ParameterStore parameters, NDArray x, boolean training) {
        NDArray y = block.forward(parameters, new NDList(x), training).singletonOrThrow();
        x.close();
        return y;
    }

    /** ReLU, and frees the input. */
    static NDArray relu(NDArray x) {
        NDArray y = Activation.relu(x);
        x.close();
        return y;
    }
}
