package org.residual.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.engine.Batches;
import org.residual.engine.Engine;
import org.residual.engine.Engines;
import org.residual.engine.ExplainedAnswer;
import org.residual.engine.ImageBatch;
import org.residual.engine.ImageSize;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.nn.Architecture;
import org.residual.nn.Epsilon;
import org.residual.nn.Epsilon.AddedTo;
import org.residual.nn.Golden;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.ReferenceNetwork.Tensor;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.tensor.StoredTensor;

/** Each engine's evidence, compared with plain loops in double precision. */
class EvidenceTest {
    private static final NetworkConfiguration RESNET =
            new NetworkConfiguration(Architecture.RESNET, List.of(16, 24, 32), 6, 0.5, Statistics.IMAGE);
    private static final NetworkConfiguration CONVBNNET =
            new NetworkConfiguration(Architecture.CONVBNNET, List.of(10, 20, 40, 30), 6, 0, Statistics.IMAGE);

    private static Stream<Arguments> onEachEngine(Stream<Object[]> networks) {
        return networks.flatMap(network -> Engines.installed().inOrder().stream()
                .map(engine -> {
                    List<Object> arguments = new ArrayList<>(List.of(engine.name()));
                    arguments.addAll(List.of(network));
                    return Arguments.of(arguments.toArray());
                }));
    }

    static Stream<Arguments> goldens() throws IOException {
        return onEachEngine(Golden.withStatistics().map(Arguments::get));
    }

    static Stream<Arguments> configurations() {
        return onEachEngine(Stream.of(
                        RESNET,
                        CONVBNNET,
                        RESNET.with(Statistics.BATCH),
                        CONVBNNET.with(Statistics.BATCH),
                        RESNET.with(Statistics.FIXED),
                        CONVBNNET.with(Statistics.FIXED),
                        RESNET.with(new Epsilon(0.01, AddedTo.STD)),
                        CONVBNNET.with(new Epsilon(0.01, AddedTo.VARIANCE)),
                        new NetworkConfiguration(Architecture.RESNET, List.of(5, 17), 3, 0, Statistics.IMAGE),
                        new NetworkConfiguration(Architecture.CONVBNNET, List.of(3, 7), 1, 0, Statistics.IMAGE),
                        new NetworkConfiguration(Architecture.CONVBNNET, List.of(3, 7), 3, 0, Statistics.FIXED))
                .map(configuration -> new Object[] {configuration}));
    }

    private static PreparedNetwork prepared(String engine, ReferenceNetwork network, List<ImageSize> sizes)
            throws IOException {
        StoredNetwork stored = new StoredNetwork.Documented(
                network.configuration(),
                (name, into) ->
                        into.asFloatBuffer().put(network.weights().get(name).toFloats()),
                sizes);
        Engine running = Engines.installed().inOrder().stream()
                .filter(candidate -> candidate.name().equals(engine))
                .findFirst()
                .orElseThrow();
        assumeThat(running.runs(stored, ComputeDevice.CPU)).isTrue();
        return running.prepare(stored, ComputeDevice.CPU);
    }

    private static ImageBatch batch(Tensor images) {
        return Batches.of(images.toFloats(), images.size(0), images.size(2), images.size(3));
    }

    /** All together, and each image by itself where that makes no difference. */
    private static void assertExplains(PreparedNetwork network, ReferenceNetwork reference, Tensor images) {
        PlainEvidence expected = new PlainEvidence(reference, images);
        assertExplains(network, reference, expected, images, 0);
        for (int i = 0; i < images.size(0) && reference.configuration().statistics() != Statistics.BATCH; i++) {
            assertExplains(network, reference, expected, images.row(i), i);
        }
    }

    private static void assertExplains(
            PreparedNetwork network, ReferenceNetwork reference, PlainEvidence expected, Tensor images, int first) {
        int[] classes = new int[images.size(0)];
        Arrays.fill(classes, reference.configuration().classes());
        ExplainedAnswer answer = network.explained(batch(images), classes);
        assertThat(answer.logProbabilities()).containsExactly(network.logProbabilities(batch(images)));
        assertThat(answer.evidence()).hasSize(classes.length);
        for (int i = 0; i < classes.length; i++) {
            expected.assertSame(answer.evidence().get(i), first + i);
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isWhatPlainLoopsSayOfEveryReference(String engine, Golden golden, Statistics statistics) throws IOException {
        ReferenceNetwork reference = golden.reference(statistics);
        Map<String, StoredTensor> known = golden.knownAnswer(statistics);
        List<Tensor> inputs = new ArrayList<>();
        known.forEach((name, tensor) -> {
            if (name.startsWith("input")) {
                inputs.add(Golden.tensor(tensor));
            }
        });
        assertThat(inputs).isNotEmpty();
        if (golden.cases().containsKey("input_dead_64x64")) {
            inputs.add(Golden.tensor(golden.cases().get("input_dead_64x64")));
        }
        Tensor usual = inputs.get(0);
        try (PreparedNetwork network =
                prepared(engine, reference, List.of(new ImageSize(usual.size(2), usual.size(3))))) {
            for (Tensor images : inputs) {
                assertExplains(network, reference, images);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void isWhatPlainLoopsSayAtEverySize(String engine, NetworkConfiguration configuration) throws IOException {
        ReferenceNetwork reference = new ReferenceNetwork(configuration, 7);
        try (PreparedNetwork network = prepared(engine, reference, List.of(new ImageSize(64, 48)))) {
            for (int[] size : new int[][] {{64, 48}, {33, 46}, {46, 33}, {17, 17}, {9, 40}, {1, 9}}) {
                assertExplains(network, reference, reference.randomImages(2, size[0], size[1]));
            }
        }
    }
}
