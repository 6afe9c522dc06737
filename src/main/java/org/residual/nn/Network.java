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
 * <p>It takes images [batch, 3, height, width], float32, and answers the log-probabilities of the classes
 * [batch, classes].
 */
public abstract class Network extends AbstractBlock {
    static final int COLOURS = 3;

    private final NetworkConfiguration configuration;
    private final Convolution conv1;
    private final Output out;
    /** Null where its two convolutions are done one after the other. */
    private @Nullable FusedStem stem;

    /**
     * @param configuration what the network is made of
     */
    Network(NetworkConfiguration configuration) {
        this.configuration = configuration;
        this.conv1 = addChildBlock(
                "conv1", new Convolution(COLOURS, configuration.channels().get(0), 5, 1, true));
        this.out = addChildBlock(
                "out", new Output(configuration.channels().get(configuration.stages()), configuration.classes()));
    }

    /** The layers in the order in which an image passes them, at least one. */
    abstract List<BnLayer> layers();

    /**
     * All that an answer needs before the pooling.
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
     * @return the features whose pooling {@link #pooled} answers, [batch, channels of the last stage, height, width]
     */
    abstract NDArray pooledFeatures(ParameterStore parameters, NDArray before);

    /**
     * @return what the network is made of
     */
    public NetworkConfiguration configuration() {
        return configuration;
    }

    /**
     * The parameters under the names PyTorch gives them, such as {@code layers1.0.layer.weight}. Their shapes are known
     * from the start, their values once the network is initialised.
     *
     * @return the parameters by name, in an order that is always the same
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
            // DJL puts the position, of two digits or more, before the name that a child was given.
            String name = child.getKey()
                    .substring(position < 100 ? 2 : Integer.toString(position).length());
            collect(prefix + name + ".", child.getValue(), into);
        }
    }

    /**
     * Sets the parameters, frozen: a network made so predicts and is not trained.
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

    /** Where the values of parameters come from. */
    @FunctionalInterface
    public interface ParameterValues {
        /**
         * @param name the parameter's name in the {@code state_dict}
         * @param shape the shape it has to have
         * @return the value, float32
         */
        NDArray value(String name, Shape shape);
    }

    /** Does the first two convolutions as one from now on, where that is possible. */
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
     * Answers as a forward pass does, and with the features that the answers were made of.
     *
     * @param images [batch, 3, height, width]
     * @return log-probabilities [batch, classes], bit by bit those of a forward pass, and what was pooled for them, [batch,
     *     channels, height, width]
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
     * @return what the first so many layers make of the images, [batch, channels, height, width]
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
     * What a layer takes the mean and std of.
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
            // The engine brings three colours to its layout in a fraction of the time that it takes here.
            return stem.convolve(images);
        }
        // Training takes a copy: what lies in memory of the JVM must not be kept for the backward pass, see
        // TrainedNormalization, which takes each channel by itself as well.
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
        // Every parameter knows its shape, so the blocks need no input shapes to initialise.
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
