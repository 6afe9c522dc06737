package org.residual.store;

import java.util.List;
import java.util.Objects;
import org.residual.image.Preprocessing;
import org.residual.nn.Architecture;
import org.residual.nn.Epsilon;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;

/**
 * A version's {@code model.yaml}: which network it is and what is done to an image before the network sees it.
 *
 * @param architecture which network
 * @param channels channels after the first convolution and after each stage
 * @param classes number of classes
 * @param dropout the dropout it was trained with; null stands for 0
 * @param statistics over what its layers normalise; null stands for {@link Statistics#IMAGE}
 * @param epsilon what its layers add before they divide by the standard deviation; null stands for nothing
 * @param epsilonAddedTo what that is added to; null stands for the standard deviation
 * @param preprocessing from a decoded image to the network's input; null stands for values of 0 to 1 and no more
 * @param tolerance by how much a log-probability may differ from the known answer; null stands for 1e-5
 */
public record ModelDescriptor(
        Architecture architecture,
        List<Integer> channels,
        Integer classes,
        Double dropout,
        Statistics statistics,
        Double epsilon,
        Epsilon.AddedTo epsilonAddedTo,
        Preprocessing preprocessing,
        Double tolerance) {
    static final double DEFAULT_TOLERANCE = 1e-5;
    static final double LARGEST_TOLERANCE = 1;

    /**
     * @throws IllegalArgumentException if a value is missing or out of its range, with a sentence that says which
     */
    public ModelDescriptor {
        requireGiven(architecture, "architecture");
        requireGiven(channels, "channels");
        requireGiven(classes, "classes");
        dropout = Objects.requireNonNullElse(dropout, 0.0);
        statistics = Objects.requireNonNullElse(statistics, Statistics.IMAGE);
        preprocessing = Objects.requireNonNullElseGet(preprocessing, Preprocessing::none);
        tolerance = Objects.requireNonNullElse(tolerance, DEFAULT_TOLERANCE);
        if (!(tolerance > 0 && tolerance <= LARGEST_TOLERANCE)) {
            throw new IllegalArgumentException(
                    "tolerance must be more than 0 and at most " + LARGEST_TOLERANCE + ", but is " + tolerance + ".");
        }
        if (epsilon == null && epsilonAddedTo != null) {
            throw new IllegalArgumentException("epsilonAddedTo goes with epsilon, which is missing.");
        }
        new NetworkConfiguration(
                architecture, channels, classes, dropout, statistics, epsilon(epsilon, epsilonAddedTo));
    }

    /** The same for a network that adds no epsilon. */
    public ModelDescriptor(
            Architecture architecture,
            List<Integer> channels,
            Integer classes,
            Double dropout,
            Statistics statistics,
            Preprocessing preprocessing,
            Double tolerance) {
        this(architecture, channels, classes, dropout, statistics, null, null, preprocessing, tolerance);
    }

    /**
     * @param network what is described
     * @param preprocessing from a decoded image to the network's input
     * @param tolerance by how much a log-probability may differ from the known answer; null stands for 1e-5
     * @return its description
     */
    public static ModelDescriptor of(NetworkConfiguration network, Preprocessing preprocessing, Double tolerance) {
        boolean adds = network.epsilon().value() > 0;
        return new ModelDescriptor(
                network.architecture(),
                network.channels(),
                network.classes(),
                network.dropout(),
                network.statistics(),
                adds ? network.epsilon().value() : null,
                adds ? network.epsilon().addedTo() : null,
                preprocessing,
                tolerance);
    }

    private static Epsilon epsilon(Double value, Epsilon.AddedTo addedTo) {
        return value == null
                ? Epsilon.NONE
                : new Epsilon(value, Objects.requireNonNullElse(addedTo, Epsilon.AddedTo.STD));
    }

    private static void requireGiven(Object value, String key) {
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing.");
        }
    }

    /**
     * @param other a tolerance
     * @return the same with that tolerance
     */
    public ModelDescriptor withTolerance(double other) {
        return of(network(), preprocessing, other);
    }

    /**
     * @return whether the network looks at all images of a request together, and at no others
     */
    public boolean batchesByRequest() {
        return statistics == Statistics.BATCH;
    }

    /**
     * @return the network described
     */
    public NetworkConfiguration network() {
        return new NetworkConfiguration(
                architecture, channels, classes, dropout, statistics, epsilon(epsilon, epsilonAddedTo));
    }
}
