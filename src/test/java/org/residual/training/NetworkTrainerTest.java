package org.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.image.Preprocessing;
import org.residual.nn.Architecture;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.nn.TorchEngine;

class NetworkTrainerTest {
    private static final TrainingPlan PLAN = new TrainingPlan(12, 8, 0.02f, Distortion.NONE, 1);

    private final StringWriter log = new StringWriter();

    /** Once it runs, the engine keeps the number of threads it was started with. */
    @BeforeAll
    static void startEngine() {
        TorchEngine.start(1);
    }

    static Stream<Arguments> networks() {
        return Stream.of(Architecture.values())
                .flatMap(architecture ->
                        Stream.of(Statistics.values()).map(statistics -> Arguments.of(architecture, statistics)));
    }

    private static Network network(Architecture architecture, Statistics statistics, double dropout) {
        return new NetworkConfiguration(architecture, List.of(8, 20), 2, dropout, statistics).newNetwork();
    }

    private double train(TrainingPlan plan, Network network, LabelledImages images) {
        try (Model model = Model.newInstance("test")) {
            return new NetworkTrainer(plan, Preprocessing.none(), new PrintWriter(log)).train(network, images, model);
        }
    }

    private Map<String, float[]> trained(TrainingPlan plan, Network network) {
        Map<String, float[]> weights = new TreeMap<>();
        try (Model model = Model.newInstance("test")) {
            new NetworkTrainer(plan, Preprocessing.none(), new PrintWriter(log))
                    .train(network, Pictures.set(12, 2), model);
            network.stateDict().forEach((name, parameter) -> {
                weights.put(name, parameter.getArray().toFloatArray());
            });
        }
        return weights;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void learnsWhatIsEasyToTellApart(Architecture architecture, Statistics statistics) {
        double accuracy = train(PLAN, network(architecture, statistics, 0), Pictures.set(24, 12));
        assertThat(accuracy).isEqualTo(1);
    }

    @Test
    void measuresTheAccuracyOnTheImagesForValidation() {
        List<LabelledImage> validation = Pictures.pictures(12, 2);
        List<LabelledImage> wronglyLabelled = validation.stream()
                .map(image -> new LabelledImage(image.image(), 1 - image.label()))
                .toList();
        // Of the 24, three are labelled as they are trained.
        List<LabelledImage> mixed = Stream.concat(
                        validation.stream().limit(3), wronglyLabelled.stream().skip(3))
                .toList();
        LabelledImages images = new LabelledImages(Pictures.pictures(24, 1), mixed, List.of("top", "bottom"));
        double accuracy = train(PLAN, network(Architecture.RESNET, Statistics.IMAGE, 0), images);
        assertThat(accuracy).isEqualTo(3 / 24.0);
    }

    @Test
    void tellsOfEveryEpoch() {
        TrainingPlan plan = new TrainingPlan(3, 8, 0.02f, Distortion.NONE, 1);
        train(plan, network(Architecture.CONVBNNET, Statistics.IMAGE, 0), Pictures.set(4, 4));
        List<String> lines = log.toString().lines().toList();
        assertThat(lines).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(lines.get(i))
                    .matches(
                            "epoch %d of 3: loss \\d+\\.\\d{4}, validation accuracy \\d+\\.\\d{2} %%".formatted(i + 1));
        }
    }

    @Test
    void tellsNoAccuracyWhereThereIsNothingToMeasureItOn() {
        TrainingPlan plan = new TrainingPlan(1, 8, 0.02f, Distortion.NONE, 1);
        double accuracy = train(plan, network(Architecture.CONVBNNET, Statistics.IMAGE, 0), Pictures.set(4, 0));
        assertThat(accuracy).isNaN();
        assertThat(log.toString()).startsWith("epoch 1 of 1: loss ").doesNotContain("accuracy");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void givesTheSameWeightsToTheBitForTheSameSeed(Architecture architecture, Statistics statistics) {
        double dropout = architecture == Architecture.RESNET ? 0.3 : 0;
        TrainingPlan plan = new TrainingPlan(2, 8, 0.01f, Distortion.SLIGHT, 5);
        Map<String, float[]> once = trained(plan, network(architecture, statistics, dropout));
        Map<String, float[]> again = trained(plan, network(architecture, statistics, dropout));
        assertThat(again).containsOnlyKeys(once.keySet());
        once.forEach((name, weights) -> assertThat(again.get(name)).as(name).containsExactly(weights));
    }

    @Test
    void givesOtherWeightsForAnotherSeed() {
        Map<String, float[]> once = trained(
                new TrainingPlan(1, 8, 0.01f, Distortion.NONE, 1), network(Architecture.RESNET, Statistics.IMAGE, 0));
        Map<String, float[]> other = trained(
                new TrainingPlan(1, 8, 0.01f, Distortion.NONE, 2), network(Architecture.RESNET, Statistics.IMAGE, 0));
        assertThat(other.get("conv1.weight")).isNotEqualTo(once.get("conv1.weight"));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void changesEveryParameter(Architecture architecture, Statistics statistics) {
        Map<String, float[]> after1 =
                trained(new TrainingPlan(1, 8, 0.02f, Distortion.NONE, 1), network(architecture, statistics, 0));
        Map<String, float[]> after2 =
                trained(new TrainingPlan(2, 8, 0.02f, Distortion.NONE, 1), network(architecture, statistics, 0));
        after1.forEach((name, weights) -> assertThat(after2.get(name)).as(name).isNotEqualTo(weights));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void refusesImagesTooSmallForTheNetworkAtOnce(Architecture architecture, Statistics statistics) {
        Network deep = new NetworkConfiguration(architecture, List.of(4, 4, 4, 4, 4), 2, 0, statistics).newNetwork();
        assertThatThrownBy(() -> train(PLAN, deep, Pictures.set(8, 8)))
                .isInstanceOf(InputTooSmallException.class)
                .hasMessageContaining("12x12");
        assertThat(log.toString()).isEmpty();
    }

    @Test
    void stopsWhenTheLossIsNoNumber() {
        TrainingPlan wild = new TrainingPlan(30, 8, 1e30f, Distortion.NONE, 1);
        assertThatThrownBy(() -> train(wild, network(Architecture.RESNET, Statistics.IMAGE, 0), Pictures.set(8, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The loss is no longer a number; a lower learning rate may help.");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8, 0.1, epoch",
        "-1, 8, 0.1, epoch",
        "1, 0, 0.1, image",
        "1, 8, 0, rate",
        "1, 8, -1, rate",
        "1, 8, NaN, rate",
        "1, 8, Infinity, rate"
    })
    void isNotGivenAPlanThatIsNone(int epochs, int batchSize, float learningRate, String about) {
        assertThatThrownBy(() -> new TrainingPlan(epochs, batchSize, learningRate, Distortion.NONE, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(about);
    }
}
