package org.residual.importing;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.store.InvalidModelException;

/** Finds out which network parameters belong to, from nothing but their names and shapes. */
final class NetworkInference {
    private static final Pattern STAGE = Pattern.compile("layers([123]?)\\.(0|[1-9][0-9]?)\\..*");
    private static final Pattern BATCH_NORM = Pattern.compile("(.*\\.)?(running_mean|running_var|num_batches_tracked)");

    private NetworkInference() {}

    /**
     * @param shapes of the parameters by name
     * @return the network that has exactly these parameters; its dropout, which leaves no trace, is 0 and its statistics
     *     are {@link Statistics#IMAGE}
     * @throws InvalidModelException if there is no such network, naming what is missing, not known or of another shape
     */
    static NetworkConfiguration infer(Map<String, Shape> shapes) {
        List<MatchResult> stages = shapes.keySet().stream()
                .map(STAGE::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .toList();
        if (stages.isEmpty()) {
            throw new InvalidModelException("These are not the parameters of a network served here: a resnet has conv1,"
                    + " layers1.N, layers2.N, layers3.N and out, a convbnnet has conv1, layers.N and out, but there "
                    + (shapes.isEmpty() ? "is nothing." : "are " + Names.enumerate(shapes.keySet()) + "."));
        }
        boolean numbered = stages.stream().anyMatch(stage -> !stage.group(1).isEmpty());
        Architecture architecture = numbered ? Architecture.RESNET : Architecture.CONVBNNET;
        int count = 1
                + stages.stream()
                        .mapToInt(stage -> Integer.parseInt(stage.group(2)))
                        .max()
                        .orElse(0);
        requireNames(shapes.keySet(), architecture, count);
        NetworkConfiguration network = configuration(
                architecture, channels(shapes, numbered ? "layers1." : "layers.", count), width(shapes, "out.weight"));
        requireShapes(shapes, network);
        return network;
    }

    private static List<Integer> channels(Map<String, Shape> shapes, String stage, int count) {
        List<Integer> channels = new ArrayList<>();
        channels.add(width(shapes, "conv1.weight"));
        for (int i = 0; i < count; i++) {
            channels.add(width(shapes, stage + i + ".layer.weight"));
        }
        return channels;
    }

    /** Channels out. A tensor without dimensions has none; its shape is found wrong later. */
    private static int width(Map<String, Shape> shapes, String weight) {
        Shape shape = shapes.get(weight);
        return shape.dimension() == 0 ? 1 : (int) Math.min(shape.get(0), Integer.MAX_VALUE);
    }

    private static NetworkConfiguration configuration(Architecture architecture, List<Integer> channels, int classes) {
        try {
            return new NetworkConfiguration(architecture, channels, classes, 0, Statistics.IMAGE);
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException("The shapes tell of no network: " + e.getMessage(), e);
        }
    }

    private static void requireNames(Set<String> names, Architecture architecture, int stages) {
        Set<String> expected = configuration(architecture, Collections.nCopies(stages + 1, 1), 1)
                .newNetwork()
                .stateDict()
                .keySet();
        Set<String> missing = without(expected, names);
        Set<String> unexpected = without(names, expected);
        if (missing.isEmpty() && unexpected.isEmpty()) {
            return;
        }
        StringBuilder sentence = new StringBuilder("The names do not fit ").append(name(architecture, stages));
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

    private static void requireShapes(Map<String, Shape> shapes, NetworkConfiguration network) {
        List<String> wrong = new ArrayList<>();
        network.newNetwork().stateDict().forEach((name, parameter) -> {
            if (!shapes.get(name).equals(parameter.getShape())) {
                wrong.add(name + " has " + shapes.get(name) + ", expected " + parameter.getShape());
            }
        });
        if (!wrong.isEmpty()) {
            throw new InvalidModelException("The shapes do not fit " + name(network.architecture(), network.stages())
                    + ", channels " + network.channels() + ": " + Names.enumerate(wrong) + ".");
        }
    }

    private static String name(Architecture architecture, int stages) {
        return "a " + architecture.name().toLowerCase(Locale.ROOT) + " of " + stages
                + (stages == 1 ? " stage" : " stages");
    }

    private static Set<String> without(Collection<String> all, Collection<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }
}
