package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import java.util.Map;
import java.util.Objects;
import org.residual.nn.layer.ChannelPadding;
import org.residual.nn.layer.FoldedLayer;

/** Converts networks. Each result is frozen and has copies of the parameters, so the original can be closed. */
public final class NetworkConversion {
    /** Only the kernels of a convolution have this many dimensions. */
    static final int KERNELS = 4;

    private NetworkConversion() {}

    /**
     * An equal network that is faster and right on every machine: each width rounded up to a multiple of 16 (see
     * {@link ChannelPadding}), with additional channels of zeros; the kernels in the layout of the images, which the
     * engine would otherwise convert at every convolution; layers of fixed statistics reduced to little more than their
     * convolutions (see {@link FoldedLayer}); and the first two convolutions fused (see {@link FusedStem}), except on
     * GPUs, where two large tasks are faster than a large one and several small ones.
     *
     * @param network its parameters set
     * @param manager owns the copies of the parameters
     */
    public static Network prepared(Network network, NDManager manager) {
        Map<String, Parameter> narrow = network.stateDict();
        Network wide = network.configuration().widened().newNetwork();
        wide.load(manager, (name, shape) -> {
            try (NDManager scope = manager.newSubManager()) {
                NDArray value = ChannelPadding.pad(
                        Objects.requireNonNull(narrow.get(name), name).getArray(), shape, scope);
                NDArray copy = shape.dimension() == KERNELS ? ImageLayout.channelsLast(value) : value.duplicate();
                copy.attach(manager);
                return copy;
            }
        });
        if (wide.configuration().statistics() == Statistics.FIXED) {
            wide.layers().forEach(layer -> layer.fold(manager));
        }
        if (!manager.getDevice().isGpu()) {
            wide.fuseStem(manager);
        }
        return wide;
    }

    /**
     * The same parameters in another configuration.
     *
     * @param network its parameters set
     * @param other the same architecture, channels and classes; if its statistics are fixed and the network's are not,
     *     they must still be set
     * @param manager owns the copies of the parameters
     */
    public static Network configured(Network network, NetworkConfiguration other, NDManager manager) {
        Map<String, Parameter> given = network.stateDict();
        Network converted = other.newNetwork();
        converted.load(manager, (name, shape) -> {
            NDArray value = given.containsKey(name) ? given.get(name).getArray().duplicate() : manager.zeros(shape);
            value.attach(manager);
            return value;
        });
        return converted;
    }

    /**
     * The same function in float64, to measure the error of float32: some twenty times as slow.
     *
     * @param network its parameters set
     * @param manager owns the copies of the parameters
     * @return from images of float64 to log-probabilities of float64
     */
    public static Network inFloat64(Network network, NDManager manager) {
        Map<String, Parameter> single = network.stateDict();
        Network exact = network.configuration().newNetwork();
        exact.load(manager, DataType.FLOAT64, (name, shape) -> {
            NDArray copy =
                    Objects.requireNonNull(single.get(name), name).getArray().toType(DataType.FLOAT64, true);
            copy.attach(manager);
            return copy;
        });
        return exact;
    }
}
