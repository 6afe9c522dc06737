package org.residual.nn;

import java.util.List;
import java.util.Objects;
import org.residual.nn.layer.ChannelPadding;

/**
 * The configuration of a network; all that is needed to build it.
 *
 * @param architecture of the network
 * @param channels channels after the first convolution and after each stage; at least 2 entries, each at least 1
 * @param classes number of classes, at least 1
 * @param dropout probability of dropping a pooled channel in training, 0 or more and less than 1; only {@link ResNet}
 *     has a dropout
 * @param statistics that the layers normalise with
 * @param epsilon added to a standard deviation before dividing by it
 */
public record NetworkConfiguration(
        Architecture architecture,
        List<Integer> channels,
        int classes,
        double dropout,
        Statistics statistics,
        Epsilon epsilon) {
    private static final int MOST_STAGES = 12;
    /** Memory of a stage, in arrays: the input of an addition, the input of a convolution, and the output of both. */
    private static final double ARRAYS_AT_A_TIME = 4;

    /** @throws IllegalArgumentException if a value is out of range, with a sentence that names it */
    public NetworkConfiguration {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(statistics, "statistics");
        Objects.requireNonNull(epsilon, "epsilon");
        channels = List.copyOf(channels);
        require(
                channels.size() >= 2 && channels.size() <= MOST_STAGES + 1,
                "channels must list the first convolution and 1 to " + MOST_STAGES + " stages, but is ",
                channels);
        require(
                channels.stream().allMatch(width -> width >= 1 && width <= 65_536),
                "every entry of channels must be 1 to 65536, but it is ",
                channels);
        require(classes >= 1 && classes <= 1_000_000, "classes must be 1 to 1000000, but is ", classes);
        require(dropout >= 0 && dropout < 1, "dropout must be at least 0 and less than 1, but is ", dropout);
        require(dropout == 0 || architecture.hasDropout(), "only the resnet has a dropout", "");
    }

    /** The same without an epsilon, as in the notebook. */
    public NetworkConfiguration(
            Architecture architecture, List<Integer> channels, int classes, double dropout, Statistics statistics) {
        this(architecture, channels, classes, dropout, statistics, Epsilon.NONE);
    }

    private static void require(boolean condition, String message, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(message + value + ".");
        }
    }

    /**
     * @return a network of this configuration, its parameters not yet set
     */
    public Network newNetwork() {
        return architecture.newNetwork(this);
    }

    /**
     * @return the number of stages, each of which halves height and width
     */
    public int stages() {
        return channels.size() - 1;
    }

    /**
     * @param images the least number of images that are normalised together: 1, or with {@link Statistics#BATCH} the
     *     images of the batch
     * @param height in pixels
     * @param width in pixels
     * @throws InputTooSmallException if the last stage would see a single value per channel, naming the least size; with
     *     {@link Statistics#FIXED} a single value is enough
     */
    public void requireLargeEnough(long images, long height, long width) {
        if (height < 1 || width < 1) {
            throw tooSmall(height, width, 1);
        }
        long together = statistics == Statistics.BATCH ? images : 1;
        long halvings = 1L << stages();
        if (statistics != Statistics.FIXED && together == 1 && height <= halvings && width <= halvings) {
            throw tooSmall(height, width, halvings + 1);
        }
    }

    private static InputTooSmallException tooSmall(long height, long width, long least) {
        return new InputTooSmallException("The input is " + height + "x" + width
                + " pixels, which is too small for this network: height or width must be at least " + least + ".");
    }

    /**
     * @param other statistics of the layers
     * @return the same with those statistics
     */
    public NetworkConfiguration with(Statistics other) {
        return new NetworkConfiguration(architecture, channels, classes, dropout, other, epsilon);
    }

    /**
     * @param other epsilon of the layers
     * @return the same with that epsilon
     */
    public NetworkConfiguration with(Epsilon other) {
        return new NetworkConfiguration(architecture, channels, classes, dropout, statistics, other);
    }

    /** @return bytes of the network's parameters after preparation for inference, see {@link Network#prepared} */
    public long preparedBytes() {
        return widened().newNetwork().stateDict().values().stream()
                .mapToLong(parameter -> Float.BYTES * parameter.getShape().size())
                .sum();
    }

    /**
     * Most memory for running the network, beside its parameters: the images in the engine's layout, the output of the
     * first convolution, and the arrays of a stage.
     *
     * @param images in a batch
     * @param height in pixels
     * @param width in pixels
     * @return bytes, approximately
     */
    public long activationBytes(long images, long height, long width) {
        List<Integer> wide = widened().channels();
        double floats = 2 * Network.COLOURS + 2 * wide.get(0);
        for (int stage = 1; stage < wide.size(); stage++) {
            floats = Math.max(floats, ARRAYS_AT_A_TIME * wide.get(stage) / Math.pow(4, stage));
        }
        return (long) (Float.BYTES * floats * images * height * width);
    }

    NetworkConfiguration widened() {
        return new NetworkConfiguration(
                architecture,
                channels.stream().map(ChannelPadding::roundUp).toList(),
                classes,
                dropout,
                statistics,
                epsilon);
    }
}
