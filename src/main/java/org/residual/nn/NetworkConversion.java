package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import java.util.Map;
import java.util.Objects;
import org.residual.nn.layer.ChannelPadding;
import org.residual.nn.layer.FoldedLayer;

/** Other networks with the parameters of one. Each is frozen and has copies: the network that it comes from can be closed. */
public final class NetworkConversion {
    /** The kernels of a convolution are the only parameters of so many dimensions. */
    static final int KERNELS = 4;

    private NetworkConversion() {}

    /**
     * The same function as a network that is faster and right on every machine: each width rounded up to a multiple of
     * 16 (see {@link ChannelPadding}), the additional channels being 0 throughout; the kernels in the layout of the
     * images, to which the engine would else bring them at every convolution anew; layers of fixed statistics as little
     * more than their convolutions (see {@link FoldedLayer}); and the first two convolutions as one (see {@link
     * FusedStem}), but for GPUs, to which two large tasks are less than a large one and several small ones.
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
     * The same parameters in a network that is configured otherwise.
     *
     * @param network its parameters set
     * @param other the same architecture, channels and classes; where its statistics are fixed and the network's are not,
     *     they are yet to be set
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
     * The same function in float64, to tell what float32 makes of it: some twenty times as slow.
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
