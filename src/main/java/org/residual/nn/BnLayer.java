package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.residual.nn.layer.ChannelMoments;
import org.residual.nn.layer.Convolution;
import org.residual.nn.layer.FoldedLayer;
import org.residual.nn.layer.Kernels;

/**
 * The notebook's {@code BNLayer}: a 3x3 convolution, ReLU, then {@code (x - mean) / std * m + a} for each channel,
 * std being the unbiased one. {@code m} starts at 1, {@code a} at 0.
 *
 * <p>There are no running statistics. Mean and std are those of the input itself or, with {@link Statistics#FIXED}, the
 * layer's parameters {@code means} and {@code stds}, which {@link Calibration} computes. A channel of std 0 normalises
 * to 0, so that the layer answers {@code a} there.
 */
public sealed class BnLayer extends AbstractBlock permits ResNetLayer {
    /**
     * Negligible beside any variance that float32 can distinguish from 0; keeps 0 / 0 and its gradient from being NaN.
     */
    private static final float LEAST_VARIANCE = 1e-30f;

    private static final int[] OF_AN_IMAGE = {2, 3};
    private static final int[] OF_A_BATCH = {0, 2, 3};

    private final int out;
    private final Statistics statistics;
    private final Epsilon epsilon;
    private final boolean thenRelu;
    private final boolean residual;
    private final Convolution layer;
    private final Parameter shift;
    private final Parameter scale;
    /** Null unless the statistics are fixed, like the next field. */
    private final @Nullable Parameter means;

    private final @Nullable Parameter stds;
    /** Null if the layer computes the formula step by step. */
    private @Nullable FoldedLayer folded;

    /**
     * @param in channels in
     * @param out channels out
     * @param stride step of the convolution: 2 halves height and width, rounding up
     * @param network gives the statistics and the epsilon
     * @param thenRelu whether a ReLU follows this layer, which then becomes part of it
     */
    BnLayer(int in, int out, int stride, NetworkConfiguration network, boolean thenRelu) {
        this(in, out, stride, network, thenRelu, false);
    }

    /** @param residual whether the layer's input is added to its normalised values, before the following ReLU */
    BnLayer(int in, int out, int stride, NetworkConfiguration network, boolean thenRelu, boolean residual) {
        this.out = out;
        this.residual = residual;
        this.statistics = network.statistics();
        this.epsilon = network.epsilon();
        this.thenRelu = thenRelu;
        this.shift = addParameter(perChannelParameter("a", Parameter.Type.BETA, Initializer.ZEROS));
        this.scale = addParameter(perChannelParameter("m", Parameter.Type.GAMMA, Initializer.ONES));
        boolean fixed = statistics == Statistics.FIXED;
        this.means = fixed ? addParameter(perChannelParameter("means", Parameter.Type.OTHER, Initializer.ZEROS)) : null;
        this.stds = fixed ? addParameter(perChannelParameter("stds", Parameter.Type.OTHER, Initializer.ONES)) : null;
        this.layer = addChildBlock("layer", new Convolution(in, out, 3, stride, false));
    }

    private Parameter perChannelParameter(String name, Parameter.Type type, Initializer initializer) {
        return Parameter.builder()
                .setName(name)
                .setType(type)
                .optShape(new Shape(out, 1, 1))
                .optInitializer(initializer)
                .optRequiresGrad(type != Parameter.Type.OTHER)
                .build();
    }

    /**
     * From [batch, in, height, width] to [batch, out, height / stride, width / stride], rounded up. In training, channels
     * of zeros may follow those in, and follow those out, see {@link Convolution#convolve}.
     *
     * @throws InputTooSmallException if a mean would be taken over a single value
     */
    @Override
    protected final NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        return new NDList(activate(parameters, x, convolve(parameters, x, training), training));
    }

    /** The first step of this layer. */
    final NDArray convolve(ParameterStore parameters, NDArray x, boolean training) {
        return folded == null
                ? layer.convolve(parameters, x, training)
                : folded.kernels().convolve(x);
    }

    /**
     * The steps after the convolution: ReLU, the normalisation, and the following ReLU if there is one.
     *
     * @param x the input of the convolution
     * @param convolved its output, which is freed
     */
    final NDArray activate(ParameterStore parameters, NDArray x, NDArray convolved, boolean training) {
        NDArray answer =
                folded == null ? normalize(Network.relu(convolved), parameters, training) : folded.activate(convolved);
        if (residual) {
            answer = training ? answer.add(x) : answer.addi(x);
        }
        return thenRelu && (folded == null || residual) ? Network.relu(answer) : answer;
    }

    private NDArray normalize(NDArray activations, ParameterStore parameters, boolean training) {
        NDArray factor = parameters.getValue(scale, activations.getDevice(), training);
        NDArray offset = parameters.getValue(shift, activations.getDevice(), training);
        if (statistics == Statistics.FIXED) {
            requireNoTraining(training);
            NDArray mean = parameters.getValue(fixed(means), activations.getDevice(), false);
            // The parameter outlives the pass; values computed from it must not.
            NDArray std = parameters
                    .getValue(fixed(stds), activations.getDevice(), false)
                    .duplicate();
            std.attach(activations.getManager());
            return activations.subi(mean).muli(inverse(std).mul(factor)).addi(offset);
        }
        int[] axes = statistics == Statistics.IMAGE ? OF_AN_IMAGE : OF_A_BATCH;
        long values = 1;
        for (int axis : axes) {
            values *= activations.getShape().get(axis);
        }
        if (values < 2) {
            throw new InputTooSmallException("A layer sees a single value per channel, but a standard deviation "
                    + "needs at least 2: use larger images.");
        }
        if (training) {
            requireNoTraining(epsilon.value() > 0);
            return TrainedNormalization.normalize(activations, statistics, LEAST_VARIANCE, factor, offset);
        }
        return normalizeInPlace(activations, axes, values, factor, offset);
    }

    private static void requireNoTraining(boolean training) {
        if (training) {
            throw new IllegalStateException("A layer with fixed statistics or an epsilon cannot be trained.");
        }
    }

    /**
     * In vectorised operations, each over all channels of a pixel, as they lie in memory: some four times as fast as
     * the engine's batch normalisation.
     */
    private NDArray normalizeInPlace(NDArray activations, int[] axes, long values, NDArray factor, NDArray offset) {
        NDArray mean = activations.sum(axes, true).div(values);
        NDArray centered = activations.subi(mean);
        NDArray squares = centered.square();
        NDArray variance = squares.sum(axes, true).div(values - 1);
        squares.close();
        NDArray divisor = epsilon.divisor(variance.add(LEAST_VARIANCE).sqrt());
        return centered.muli(divisor.pow(-1).mul(factor)).addi(offset);
    }

    /** 1 / std, and 0 where that is 0. */
    private NDArray inverse(NDArray std) {
        NDArray alive = std.neq(0).toType(std.getDataType(), false);
        NDArray dead = std.eq(0).toType(std.getDataType(), false);
        return alive.div(epsilon.divisor(std).add(dead));
    }

    /** The parameters of the layer's convolution. */
    final Kernels kernels() {
        return folded == null ? layer.kernels() : folded.kernels();
    }

    /**
     * With fixed statistics, computes in fewer steps from now on, see {@link FoldedLayer}, and frees the parameters.
     * Such a layer cannot be trained.
     *
     * @param owner of the arrays that replace the parameters
     */
    final void fold(NDManager owner) {
        float[] m = scale.getArray().toFloatArray();
        float[] a = shift.getArray().toFloatArray();
        float[] mean = fixed(means).getArray().toFloatArray();
        float[] std = fixed(stds).getArray().toFloatArray();
        double[] scales = new double[out];
        double[] shifts = new double[out];
        for (int i = 0; i < out; i++) {
            scales[i] = std[i] == 0 ? 0 : m[i] / epsilon.divisor((double) std[i]);
            shifts[i] = a[i] - scales[i] * mean[i];
        }
        folded = FoldedLayer.of(owner, layer.kernels(), scales, shifts, thenRelu && !residual);
        clear();
    }

    /** Channels out. */
    final int channels() {
        return out;
    }

    /** Sets the fixed statistics. */
    final void keep(ChannelMoments moments) {
        fixed(means).getArray().set(moments.means());
        fixed(stds).getArray().set(moments.stds());
    }

    private static Parameter fixed(@Nullable Parameter statistic) {
        return Objects.requireNonNull(statistic, "the statistics must be fixed");
    }

    /**
     * The mean of this layer's output over each image, without computing the output: the mean of normalised values is
     * 0, which leaves {@code a}.
     *
     * @param x an input of the layer
     * @return [1, out]
     */
    final NDArray meanOfImage(ParameterStore parameters, NDArray x) {
        NDArray mean = parameters.getValue(shift, x.getDevice(), false).reshape(1, out);
        // The parameter outlives the pass; this value must not.
        mean.attach(x.getManager());
        return mean;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return layer.getOutputShapes(inputShapes);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        layer.initialize(manager, dataType, inputShapes);
    }
}
