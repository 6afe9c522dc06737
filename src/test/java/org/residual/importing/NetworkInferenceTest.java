package org.residual.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.nn.Architecture;
import org.residual.nn.Golden;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.store.file.InvalidModelException;

class NetworkInferenceTest {
    private static final int MOST_STAGES = 12;

    /** Every possible depth, with random widths. */
    static Stream<NetworkConfiguration> networks() {
        Random random = new Random(5);
        return Stream.of(Architecture.values())
                .flatMap(architecture -> IntStream.rangeClosed(1, MOST_STAGES)
                        .boxed()
                        .flatMap(stages -> IntStream.range(0, 4)
                                .mapToObj(draw -> new NetworkConfiguration(
                                        architecture,
                                        random.ints(stages + 1, 1, 300).boxed().toList(),
                                        random.nextInt(1, 1200),
                                        0,
                                        Statistics.IMAGE))));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void findsTheNetworkInWhateverOrderItsParametersCome(NetworkConfiguration network) {
        List<String> names = new ArrayList<>(shapes(network).keySet());
        Collections.shuffle(names, new Random(network.hashCode()));
        Map<String, Shape> shuffled = new LinkedHashMap<>();
        names.forEach(name -> shuffled.put(name, shapes(network).get(name)));
        assertThat(NetworkInference.infer(shuffled)).isEqualTo(network);
    }

    static Stream<Golden> goldens() throws IOException {
        return Golden.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void findsTheNetworkThatPyTorchSaved(Golden golden) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        golden.weights().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        assertThat(NetworkInference.infer(shapes)).isEqualTo(golden.configuration(Statistics.IMAGE));
    }

    private static Map<String, Shape> shapes(NetworkConfiguration network) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        network.newNetwork().stateDict().forEach((name, parameter) -> shapes.put(name, parameter.getShape()));
        return shapes;
    }

    private static Map<String, Shape> convBnNet() {
        return shapes(new NetworkConfiguration(Architecture.CONVBNNET, List.of(4, 6, 5), 3, 0, Statistics.IMAGE));
    }

    private static Map<String, Shape> resNet() {
        return shapes(new NetworkConfiguration(Architecture.RESNET, List.of(4, 6), 3, 0, Statistics.IMAGE));
    }

    private static Arguments misfit(Map<String, Shape> shapes, Consumer<Map<String, Shape>> change, String sentence) {
        change.accept(shapes);
        return Arguments.of(shapes, sentence);
    }

    static Stream<Arguments> misfits() {
        String noNetwork = "These are not the parameters of a supported network: a resnet has conv1, layers1.N,"
                + " layers2.N, layers3.N and out, a convbnnet has conv1, layers.N and out, but there ";
        return Stream.of(
                misfit(convBnNet(), Map::clear, noNetwork + "is nothing."),
                misfit(
                        convBnNet(),
                        shapes -> shapes.keySet().removeIf(name -> name.startsWith("layers")),
                        noNetwork + "are conv1.weight, conv1.bias, out.weight, out.bias."),
                misfit(
                        convBnNet(),
                        shapes -> shapes.remove("layers.0.a"),
                        "The names do not match a convbnnet with channels [4, 6, 5]; missing: layers.0.a."),
                misfit(
                        resNet(),
                        shapes -> shapes.keySet().removeIf(name -> name.startsWith("layers1")),
                        "The names do not match a resnet with channels [4, 1]; missing: layers1.0.a,"
                                + " layers1.0.layer.weight, layers1.0.m."),
                misfit(
                        convBnNet(),
                        shapes -> {
                            shapes.put("fc.weight", shapes.remove("out.weight"));
                            shapes.put("fc.bias", shapes.remove("out.bias"));
                        },
                        "The names do not match a convbnnet with channels [4, 6, 5]; missing: out.bias, out.weight;"
                                + " not expected: fc.bias, fc.weight."),
                misfit(
                        convBnNet(),
                        shapes -> shapes.remove("conv1.weight"),
                        "The names do not match a convbnnet with channels [1, 6, 5]; missing: conv1.weight."),
                misfit(
                        resNet(),
                        shapes -> IntStream.range(0, 11).forEach(i -> shapes.put("head." + (10 + i), new Shape())),
                        "The names do not match a resnet with channels [4, 6]; not expected: head.10, head.11, head.12,"
                                + " head.13, head.14, head.15, head.16, head.17 and 3 more."),
                misfit(
                        convBnNet(),
                        shapes -> shapes.put("layers.0.bn.num_batches_tracked", new Shape()),
                        "The names do not match a convbnnet with channels [4, 6, 5]; not expected:"
                                + " layers.0.bn.num_batches_tracked (of BatchNorm2d, whose running statistics these"
                                + " networks do not use)."),
                misfit(
                        convBnNet(),
                        shapes -> shapes.put("conv1.weight", new Shape(4, 1, 5, 5)),
                        "The shapes do not match a convbnnet with channels [4, 6, 5]: conv1.weight has (4, 1, 5, 5)"
                                + " where (4, 3, 5, 5) is expected."),
                misfit(
                        convBnNet(),
                        shapes -> {
                            shapes.put("layers.1.a", new Shape(5));
                            shapes.put("out.weight", new Shape(3, 6));
                        },
                        "The shapes do not match a convbnnet with channels [4, 6, 5]: out.weight "
                                + "has (3, 6) where (3, 5)"
                                + " is expected, layers.1.a has (5) where (5, 1, 1) is expected."),
                misfit(
                        resNet(),
                        shapes -> shapes.put("layers1.0.layer.weight", new Shape()),
                        "The shapes do not match a resnet with channels [4, 1]: out.weight has (3, 6) where (3, 1) is"
                                + " expected"),
                misfit(
                        convBnNet(),
                        shapes -> shapes.put("out.weight", new Shape(0, 5)),
                        "There is no such network: classes must be 1 to 1000000, but is 0."),
                misfit(
                        convBnNet(),
                        shapes -> shapes.put("out.weight", new Shape(1L << 40, 5)),
                        "There is no such network: classes must be 1 to 1000000, but is 2147483647."));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("misfits")
    void saysWhatIsMissingUnexpectedOrOfAnotherShape(Map<String, Shape> shapes, String sentence) {
        assertThatThrownBy(() -> NetworkInference.infer(shapes))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void refusesANetworkDeeperThanAny() {
        Map<String, Shape> shapes = convBnNet();
        shapes.put("layers.99.a", new Shape(1, 1, 1));
        assertThatThrownBy(() -> NetworkInference.infer(shapes))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("There is no such network: channels must list the first convolution and 1 to 12"
                        + " stages, but is [4, 6, 5, 1,");
    }
}
