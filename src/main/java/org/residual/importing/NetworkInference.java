package org.residual.importing;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.store.file.InvalidModelException;

/** Infers the network of parameters from their names and shapes. */
final class NetworkInference {
    private static final Pattern STAGE = Pattern.compile("(\\w+)\\.(0|[1-9][0-9]?)\\.(.*)");
    private static final Set<String> FIXED_STATISTICS = Set.of("means", "stds");
    private static final Pattern BATCH_NORM = Pattern.compile("(.*\\.)?(running_mean|running_var|num_batches_tracked)");

    private NetworkInference() {}

    /**
     * @param shapes of the parameters by name
     * @return the network with exactly these parameters; its dropout, which leaves no trace, is 0; its statistics are
     *     {@link Statistics#FIXED} if there are means and stds, otherwise {@link Statistics#IMAGE}
     * @throws InvalidModelException if there is no such network, naming parameters that are missing, unknown or of
     *     another shape
     */
    static NetworkConfiguration infer(Map<String, Shape> shapes) {
        Architecture architecture = Stream.of(Architecture.values())
                .filter(each -> parametersOfStages(each, shapes).findAny().isPresent())
                .findFirst()
                .orElseThrow(() -> notServed(shapes));
        NetworkConfiguration network = configuration(architecture, shapes);
        Map<String, Parameter> parameters = network.newNetwork().stateDict();
        String name = "a " + architecture.title() + " with channels " + network.channels();
        requireNames(name, shapes.keySet(), parameters.keySet());
        requireShapes(name, shapes, parameters);
        return network;
    }

    /** The parts of their names: the layer, the stage, and the parameter. */
    private static Stream<MatchResult> parametersOfStages(Architecture architecture, Map<String, Shape> shapes) {
        return shapes.keySet().stream()
                .map(STAGE::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .filter(name -> architecture.layers().contains(name.group(1)));
    }

    private static InvalidModelException notServed(Map<String, Shape> shapes) {
        String served = Stream.of(Architecture.values())
                .map(each -> "a " + each.title() + " has conv1, " + String.join(".N, ", each.layers()) + ".N and out")
                .collect(Collectors.joining(", "));
        return new InvalidModelException(
                "These are not the parameters of a supported network: " + served + ", but there "
                        + (shapes.isEmpty() ? "is nothing." : "are " + Names.enumerate(shapes.keySet()) + "."));
    }

    private static NetworkConfiguration configuration(Architecture architecture, Map<String, Shape> shapes) {
        int stages = parametersOfStages(architecture, shapes)
                        .mapToInt(name -> Integer.parseInt(name.group(2)))
                        .max()
                        .orElseThrow()
                + 1;
        String layer = architecture.layers().get(0);
        List<Integer> channels = new ArrayList<>();
        channels.add(width(shapes, "conv1.weight"));
        for (int i = 0; i < stages; i++) {
            channels.add(width(shapes, layer + "." + i + ".layer.weight"));
        }
        try {
            Statistics statistics =
                    parametersOfStages(architecture, shapes).anyMatch(name -> FIXED_STATISTICS.contains(name.group(3)))
                            ? Statistics.FIXED
                            : Statistics.IMAGE;
            return new NetworkConfiguration(architecture, channels, width(shapes, "out.weight"), 0, statistics);
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException("There is no such network: " + e.getMessage(), e);
        }
    }

    /**
     * Channels out. Without a parameter that tells, it is 1 here, and reported as missing or of another shape later.
     */
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
        StringBuilder sentence = new StringBuilder("The names do not match ").append(network);
        if (!missing.isEmpty()) {
            sentence.append("; missing: ").append(Names.enumerate(missing));
        }
        if (!unexpected.isEmpty()) {
            sentence.append("; not expected: ").append(Names.enumerate(unexpected));
        }
        if (unexpected.stream().anyMatch(name -> BATCH_NORM.matcher(name).matches())) {
            sentence.append(" (of BatchNorm2d, whose running statistics these networks do not use)");
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
            throw new InvalidModelException("The shapes do not match " + network + ": " + Names.enumerate(wrong) + ".");
        }
    }

    private static Set<String> without(Collection<String> all, Collection<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }
}
