package org.residual.store.descriptor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.residual.engine.GraphSignature;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.Architecture;
import org.residual.nn.Epsilon;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.store.file.InvalidModelException;

/**
 * A version's {@code model.yaml}: its network, and the preprocessing of images. Null stands for omitted keys.
 *
 * @param architecture which network
 * @param channels channels after the first convolution and after each stage; left out for a graph, as are all keys down
 *     to {@code epsilonAddedTo} but {@code classes}
 * @param classes number of classes
 * @param dropout the dropout it was trained with; if left out, 0
 * @param statistics that its layers normalise with; if left out, {@link Statistics#IMAGE}
 * @param epsilon that its layers add before they divide by the standard deviation; if left out, nothing
 * @param epsilonAddedTo where it is added; if left out, the standard deviation
 * @param output the contents of a graph's output; if left out, inferred from the graph
 * @param outputName which output of a graph is served; if left out, its only one
 * @param inputName which input of a graph takes the images; if left out, its only one
 * @param layout the order of that input's dimensions; if left out, inferred from the graph
 * @param preprocessing from a decoded image to the network's input; if left out, only scaling to 0 to 1
 * @param tolerance largest allowed difference of a log-probability from the known answer; if left out, 1e-5
 */
public record ModelDescriptor(
        ModelArchitecture architecture,
        @Nullable List<Integer> channels,
        Integer classes,
        @Nullable Double dropout,
        @Nullable Statistics statistics,
        @Nullable Double epsilon,
        Epsilon.@Nullable AddedTo epsilonAddedTo,
        GraphSignature.@Nullable Answers output,
        @Nullable String outputName,
        @Nullable String inputName,
        GraphSignature.@Nullable Layout layout,
        Preprocessing preprocessing,
        Double tolerance) {
    public static final double DEFAULT_TOLERANCE = 1e-5;
    public static final double LARGEST_TOLERANCE = 1;
    private static final int MOST_CLASSES = 1_000_000;
    private static final String NETWORKS =
            Stream.of(Architecture.values()).map(Architecture::title).collect(Collectors.joining(" and "));

    /**
     * @throws IllegalArgumentException if a value is missing, out of range or of another architecture, with a sentence
     *     that names it
     */
    public ModelDescriptor {
        given(architecture, "architecture");
        if (architecture == ModelArchitecture.ONNX) {
            requireClasses(classes);
            requireNoneOf(NETWORKS, channels, "channels", dropout, "dropout", statistics, "statistics");
            requireNoneOf(NETWORKS, epsilon, "epsilon", epsilonAddedTo, "epsilonAddedTo");
        } else {
            given(channels, "channels");
            given(classes, "classes");
            requireNoneOf("onnx", output, "output", outputName, "outputName", inputName, "inputName", layout, "layout");
            dropout = Objects.requireNonNullElse(dropout, 0.0);
            statistics = Objects.requireNonNullElse(statistics, Statistics.IMAGE);
            if (epsilon == null && epsilonAddedTo != null) {
                throw new IllegalArgumentException("epsilonAddedTo requires epsilon, which is missing.");
            }
            configuration(architecture, channels, classes, dropout, statistics, epsilon, epsilonAddedTo);
        }
        preprocessing = Objects.requireNonNullElseGet(preprocessing, Preprocessing::none);
        tolerance = Objects.requireNonNullElse(tolerance, DEFAULT_TOLERANCE);
        if (!(tolerance > 0 && tolerance <= LARGEST_TOLERANCE)) {
            throw new IllegalArgumentException(
                    "tolerance must be more than 0 and at most " + LARGEST_TOLERANCE + ", but is " + tolerance + ".");
        }
    }

    /** For a network that adds no epsilon. */
    public ModelDescriptor(
            Architecture architecture,
            List<Integer> channels,
            Integer classes,
            @Nullable Double dropout,
            @Nullable Statistics statistics,
            Preprocessing preprocessing,
            @Nullable Double tolerance) {
        this(
                ModelArchitecture.of(given(architecture, "architecture")),
                channels,
                classes,
                dropout,
                statistics,
                null,
                null,
                null,
                null,
                null,
                null,
                preprocessing,
                Objects.requireNonNullElse(tolerance, DEFAULT_TOLERANCE));
    }

    /**
     * @param network to describe
     * @param preprocessing from a decoded image to the network's input
     * @param tolerance largest allowed difference of a log-probability from the known answer; null stands for 1e-5
     * @return its description
     */
    public static ModelDescriptor of(
            NetworkConfiguration network, Preprocessing preprocessing, @Nullable Double tolerance) {
        boolean adds = network.epsilon().value() > 0;
        return new ModelDescriptor(
                ModelArchitecture.of(network.architecture()),
                network.channels(),
                network.classes(),
                network.dropout(),
                network.statistics(),
                adds ? network.epsilon().value() : null,
                adds ? network.epsilon().addedTo() : null,
                null,
                null,
                null,
                null,
                preprocessing,
                Objects.requireNonNullElse(tolerance, DEFAULT_TOLERANCE));
    }

    /**
     * @param graph the properties of a graph's input and output
     * @param classes number of classes
     * @param preprocessing from a decoded image to the graph's input
     * @param tolerance largest allowed difference of a log-probability from the known answer; null stands for 1e-5
     * @return its description
     */
    public static ModelDescriptor of(
            GraphSignature graph, int classes, Preprocessing preprocessing, @Nullable Double tolerance) {
        return new ModelDescriptor(
                ModelArchitecture.ONNX,
                null,
                classes,
                null,
                null,
                null,
                null,
                graph.answers().orElse(null),
                graph.output().orElse(null),
                graph.input().orElse(null),
                graph.layout().orElse(null),
                preprocessing,
                Objects.requireNonNullElse(tolerance, DEFAULT_TOLERANCE));
    }

    private static NetworkConfiguration configuration(
            ModelArchitecture architecture,
            @Nullable List<Integer> channels,
            int classes,
            @Nullable Double dropout,
            @Nullable Statistics statistics,
            @Nullable Double epsilon,
            Epsilon.@Nullable AddedTo addedTo) {
        Epsilon added = epsilon == null
                ? Epsilon.NONE
                : new Epsilon(epsilon, Objects.requireNonNullElse(addedTo, Epsilon.AddedTo.STD));
        return new NetworkConfiguration(
                architecture.blocks(),
                given(channels, "channels"),
                classes,
                given(dropout, "dropout"),
                given(statistics, "statistics"),
                added);
    }

    private static <T> T given(@Nullable T value, String key) {
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing.");
        }
        return value;
    }

    private static void requireClasses(Integer classes) {
        given(classes, "classes");
        if (classes < 1 || classes > MOST_CLASSES) {
            throw new IllegalArgumentException("classes must be 1 to " + MOST_CLASSES + ", but is " + classes + ".");
        }
    }

    /** @param valuesAndKeys alternating values, which must be null, and their keys */
    private static void requireNoneOf(String owner, @Nullable Object... valuesAndKeys) {
        for (int i = 0; i < valuesAndKeys.length; i += 2) {
            if (valuesAndKeys[i] != null) {
                throw new IllegalArgumentException(
                        valuesAndKeys[i + 1] + " is valid with the architecture " + owner + " only.");
            }
        }
    }

    /**
     * @param other a tolerance
     * @return the same with that tolerance
     */
    public ModelDescriptor withTolerance(double other) {
        return exported() ? of(signature(), classes, preprocessing, other) : of(network(), preprocessing, other);
    }

    /** @return whether this is a graph exported by another program */
    public boolean exported() {
        return architecture == ModelArchitecture.ONNX;
    }

    /** @return whether the network looks at all images of a request together, and at no others */
    public boolean batchesByRequest() {
        return statistics == Statistics.BATCH;
    }

    /**
     * @param images how many are run together, at least
     * @param height in pixels
     * @param width in pixels
     * @throws org.residual.nn.InputTooSmallException if such an image is known to be too small for the network
     */
    public void requireLargeEnough(long images, long height, long width) {
        if (!exported()) {
            network().requireLargeEnough(images, height, width);
        }
    }

    /**
     * @return the network described
     * @throws InvalidModelException if it is an exported graph, which has no such description
     */
    public NetworkConfiguration network() {
        if (exported()) {
            throw new InvalidModelException("An exported graph is served as it is, and cannot be calibrated or "
                    + "trained here. Change it where it was exported, then import it again.");
        }
        return configuration(architecture, channels, classes, dropout, statistics, epsilon, epsilonAddedTo);
    }

    /** @return the properties of the graph's input and output; empty if it is not a graph */
    public GraphSignature signature() {
        return new GraphSignature(
                Optional.ofNullable(inputName),
                Optional.ofNullable(outputName),
                Optional.ofNullable(layout),
                Optional.ofNullable(output));
    }
}
