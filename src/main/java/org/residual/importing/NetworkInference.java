package org.residual.importing;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.store.file.InvalidModelException;

/** Finds out which network parameters belong to, from nothing but their names and shapes. */
final class NetworkInference {
    private static final Pattern STAGE = Pattern.compile("layers([123]?)\\.(0|[1-9][0-9]?)\\..*");
    private static final Pattern FIXED_STATISTICS = Pattern.compile("layers[123]?\\.[0-9]+\\.(means|stds)");
    private static final Pattern BATCH_NORM = Pattern.compile("(.*\\.)?(running_mean|running_var|num_batches_tracked)");

    private NetworkInference() {}

    /**
     * @param shapes of the parameters by name
     * @return the network that has exactly these parameters; its dropout, which leaves no trace, is 0; its statistics are
     *     {@link Statistics#FIXED} if there are means and stds, else {@link Statistics#IMAGE}
     * @throws InvalidModelException if there is no such network, naming what is missing, not known or of another shape
     */
    static NetworkConfiguration infer(Map<String, Shape> shapes) {
        int stages = 0;
        Architecture architecture = Architecture.CONVBNNET;
        for (String name : shapes.keySet()) {
            Matcher stage = STAGE.matcher(name);
            if (stage.matches()) {
                stages = Math.max(stages, 1 + Integer.parseInt(stage.group(2)));
                architecture = stage.group(1).isEmpty() ? architecture : Architecture.RESNET;
            }
        }
        if (stages == 0) {
            throw new InvalidModelException("These are not the parameters of a network served here: a resnet has conv1,"
                    + " layers1.N, layers2.N, layers3.N and out, a convbnnet has conv1, layers.N and out, but there "
                    + (shapes.isEmpty() ? "is nothing." : "are " + Names.enumerate(shapes.keySet()) + "."));
        }
        NetworkConfiguration network = configuration(architecture, shapes, stages);
        Map<String, Parameter> parameters = network.newNetwork().stateDict();
        String name = "a " + architecture.name().toLowerCase(Locale.ROOT) + " with channels " + network.channels();
        requireNames(name, shapes.keySet(), parameters.keySet());
        requireShapes(name, shapes, parameters);
        return network;
    }

    private static NetworkConfiguration configuration(
            Architecture architecture, Map<String, Shape> shapes, int stages) {
        String stage = architecture == Architecture.RESNET ? "layers1." : "layers.";
        List<Integer> channels = new ArrayList<>();
        channels.add(width(shapes, "conv1.weight"));
        for (int i = 0; i < stages; i++) {
            channels.add(width(shapes, stage + i + ".layer.weight"));
        }
        try {
            Statistics statistics = shapes.keySet().stream()
                            .anyMatch(name -> FIXED_STATISTICS.matcher(name).matches())
                    ? Statistics.FIXED
                    : Statistics.IMAGE;
            return new NetworkConfiguration(architecture, channels, width(shapes, "out.weight"), 0, statistics);
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException("There is no such network: " + e.getMessage(), e);
        }
    }

    /** Channels out. What tells of none is 1 here, and is found missing or of another shape later. */
    private static int width(Map<String, Shape> shapes, String weight) {
        Shape shape = shapes.get(weight);
        return shape == null || shape.isScalar() ? 1 : (int) Math.min(shape.get(0), Integer.MAX_VALUE);
    }

    private static void requireNames(String network, Set<String> names, Set<String> expected) {
        Set<String> missing = without(expected, names);
        Set<String> unexpected = without(names, expected);
        if (missing.isEmpty() && unexpected.isEmpty()) {
            return;
        }
        StringBuilder sentence = new StringBuilder("The names do not fit ").append(network);
        if (!missing.isEmpty()) {
            sentence.append("; missing: ").append(Names.enumerate(missing));
        }
        if (!unexpected.isEmpty()) {
            sentence.append("; not expected: ").append(Names.enumerate(unexpected));
        }
        if (unexpected.stream().anyMatch(name -> BATCH_NORM.matcher(name).matches())) {
            sentence.append(" (of BatchNorm2d, whose running statistics these networks do without)");
        }
        throw new InvalidModelException(sentence.append('.').toString());
    }

    private static void requireShapes(String network, Map<String, Shape> shapes, Map<String, Parameter> parameters) {
        List<String> wrong = new ArrayList<>();
        parameters.forEach((name, parameter) -> {
            if (!parameter.getShape().equals(shapes.get(name))) {
                wrong.add(name + " has " + shapes.get(name) + " where " + parameter.getShape() + " is expected");
            }
        });
        if (!wrong.isEmpty()) {
            throw new InvalidModelException("The shapes do not fit " + network + ": " + Names.enumerate(wrong) + ".");
        }
    }

    private static Set<String> without(Collection<String> all, Collection<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }
}
