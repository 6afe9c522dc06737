package org.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.background.Interruption;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.Architecture;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.TorchEngine;
import org.residual.store.file.VersionFolder;
import org.residual.training.augmentation.Augmentations;
import org.residual.training.data.InterruptedTrainingException;
import org.residual.training.data.Pictures;
import org.residual.training.data.Pictures.Picture;
import org.residual.training.data.PixelCache;
import org.residual.training.data.TrainingData;
import org.residual.training.optimizer.Optimizers;
import org.residual.training.optimizer.Schedule;
import org.residual.training.report.Epoch;

class NetworkTrainerTest {
    private static final TrainingListener NOBODY = state -> {};

    @TempDir
    private Path directory;

    private PixelCache cache;

    /** Once it is running, the engine keeps the number of threads that it was started with. */
    @BeforeAll
    static void startEngine() {
        TorchEngine.start(1);
    }

    @BeforeEach
    void openCache() throws IOException {
        cache = Pictures.cache();
    }

    @AfterEach
    void closeCache() throws IOException {
        cache.close();
    }

    static Stream<Arguments> networks() {
        return Stream.of(Architecture.values())
                .flatMap(architecture -> Stream.of(Statistics.IMAGE, Statistics.BATCH)
                        .map(statistics -> Arguments.of(architecture, statistics)));
    }

    private static TrainingPlan plan(int epochs, float learningRate, Augmentations augmentation, int seed) {
        return new TrainingPlan(
                epochs, 8, learningRate, Optimizers.ADAM, 1e-4f, Schedule.COSINE, 0, augmentation, seed);
    }

    private static TrainingPlan plan(int epochs) {
        return plan(epochs, 0.02f, Augmentations.NONE, 1);
    }

    private static Network network(Architecture architecture, Statistics statistics, double dropout) {
        return new NetworkConfiguration(architecture, List.of(8, 20), 2, dropout, statistics).newNetwork();
    }

    /** The result of a training. */
    private record Trained(List<Epoch> epochs, Epoch best, Map<String, float[]> weights) {}

    private static Trained train(TrainingPlan plan, Network network, TrainingData data) throws IOException {
        return train(plan, network, data, NOBODY, state -> {});
    }

    /** Runs something before a training begins. */
    @FunctionalInterface
    private interface Start {
        void at(TrainingState state) throws IOException;
    }

    private static Trained train(
            TrainingPlan plan, Network network, TrainingData data, TrainingListener listener, Start start)
            throws IOException {
        try (NDManager owner = ComputeDevice.CPU.newManager();
                NetworkTrainer trainer =
                        new NetworkTrainer(plan, Preprocessing.none(), false, listener, Interruption.none())) {
            Engine.getInstance().setRandomSeed(plan.seed());
            network.initialize(owner, DataType.FLOAT32, new Shape(1));
            TrainingState state = trainer.begin(network, owner);
            start.at(state);
            trainer.train(network, state, data);
            Map<String, float[]> weights = new TreeMap<>();
            network.stateDict().forEach((name, parameter) -> {
                weights.put(name, parameter.getArray().toFloatArray());
            });
            return new Trained(state.epochs(), state.bestEpoch(), weights);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void learnsWhatIsEasyToTellApart(Architecture architecture, Statistics statistics) throws IOException {
        Trained trained = train(plan(12), network(architecture, statistics, 0), Pictures.set(cache, 24, 12));
        assertThat(trained.best.accuracy()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Optimizers.class)
    void learnsWithEveryOptimizer(Optimizers optimizer) throws IOException {
        float learningRate = optimizer == Optimizers.SGD ? 0.1f : 0.02f;
        TrainingPlan plan =
                new TrainingPlan(12, 8, learningRate, optimizer, 1e-4f, Schedule.ONE_CYCLE, 0, Augmentations.NONE, 1);
        Network network = network(Architecture.RESNET, Statistics.IMAGE, 0);
        assertThat(train(plan, network, Pictures.set(cache, 24, 12)).best.accuracy())
                .isEqualTo(1);
    }

    @Test
    void measuresTheAccuracyOnTheImagesForValidation() throws IOException {
        List<Picture> validation = Pictures.pictures(12, 2);
        List<Picture> wronglyLabelled = validation.stream()
                .map(image -> new Picture(image.image(), 1 - image.label()))
                .toList();
        // Of the 24, three have wrong labels.
        List<Picture> mixed = Stream.concat(
                        validation.stream().limit(3), wronglyLabelled.stream().skip(3))
                .toList();
        TrainingData data = new TrainingData(
                Pictures.in(cache, Pictures.pictures(24, 1)), Pictures.in(cache, mixed), List.of("top", "bottom"));
        List<Epoch> epochs = train(plan(12), network(Architecture.RESNET, Statistics.IMAGE, 0), data).epochs;
        assertThat(epochs.get(epochs.size() - 1).accuracy()).isEqualTo(3 / 24.0);
    }

    @Test
    void measuresNothingWhereThereIsNothingToMeasureItOn() throws IOException {
        Network network = network(Architecture.CONVBNNET, Statistics.IMAGE, 0);
        Epoch epoch = train(plan(1), network, Pictures.set(cache, 4, 0)).best;
        assertThat(epoch.accuracy()).isNaN();
        assertThat(epoch.validationLoss()).isNaN();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void givesTheSameWeightsToTheBitForTheSameSeed(Architecture architecture, Statistics statistics)
            throws IOException {
        double dropout = architecture == Architecture.RESNET ? 0.3 : 0;
        TrainingPlan plan = plan(2, 0.01f, Augmentations.DIGITS, 5);
        TrainingData data = Pictures.set(cache, 12, 2);
        Map<String, float[]> once = train(plan, network(architecture, statistics, dropout), data).weights;
        Map<String, float[]> again = train(plan, network(architecture, statistics, dropout), data).weights;
        assertSame(again, once);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesTheSameWeightsWhetherItsThreadKeepsGradientsOrNot(boolean keeps) throws IOException {
        TrainingData data = Pictures.set(cache, 12, 2);
        Network network = network(Architecture.RESNET, Statistics.IMAGE, 0);
        Map<String, float[]> usual = train(plan(2), network, data).weights;
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(keeps);
        try {
            assertSame(train(plan(2), network(Architecture.RESNET, Statistics.IMAGE, 0), data).weights, usual);
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach(
                (name, weights) -> assertThat(actual.get(name)).as(name).containsExactly(weights));
    }

    @ParameterizedTest
    @EnumSource(Optimizers.class)
    void givesTheSameWeightsToTheBitWhereItIsInterruptedAndResumed(Optimizers optimizer) throws IOException {
        TrainingPlan plan =
                new TrainingPlan(4, 8, 0.01f, optimizer, 1e-4f, Schedule.COSINE, 0, Augmentations.PHOTOS, 5);
        TrainingData data = Pictures.set(cache, 12, 4);
        Trained whole = train(plan, network(Architecture.RESNET, Statistics.IMAGE, 0.3), data);
        try (Checkpoint checkpoint = Checkpoint.of(VersionFolder.at(directory.resolve("m/1")))) {
            TrainingListener killed = state -> {
                checkpoint.write("plan", state);
                if (state.epochs().size() == 2) {
                    throw new InterruptedTrainingException();
                }
            };
            Network first = network(Architecture.RESNET, Statistics.IMAGE, 0.3);
            assertThatThrownBy(() -> train(plan, first, data, killed, state -> {}))
                    .isInstanceOf(InterruptedTrainingException.class);
            Trained resumed = train(
                    plan,
                    network(Architecture.RESNET, Statistics.IMAGE, 0.3),
                    data,
                    NOBODY,
                    state -> checkpoint.readInto("plan", state));
            assertSame(resumed.weights, whole.weights);
            assertThat(resumed.epochs)
                    .extracting(Epoch::loss)
                    .containsExactlyElementsOf(
                            whole.epochs.stream().map(Epoch::loss).toList());
        }
    }

    @Test
    void keepsTheWeightsOfTheBestEpoch() throws IOException {
        TrainingData data = Pictures.set(cache, 12, 12);
        // The rate is far too high: later epochs forget what earlier ones have learnt.
        TrainingPlan wild =
                new TrainingPlan(8, 4, 0.3f, Optimizers.ADAM, 0, Schedule.CONSTANT, 0, Augmentations.NONE, 3);
        Network network = network(Architecture.RESNET, Statistics.IMAGE, 0);
        try (NDManager owner = ComputeDevice.CPU.newManager();
                NetworkTrainer trainer =
                        new NetworkTrainer(wild, Preprocessing.none(), false, NOBODY, Interruption.none())) {
            network.initialize(owner, DataType.FLOAT32, new Shape(1));
            TrainingState state = trainer.begin(network, owner);
            trainer.train(network, state, data);
            double best =
                    state.epochs().stream().mapToDouble(Epoch::accuracy).max().orElseThrow();
            assertThat(trainer.evaluate(network, data.validation()).accuracy()).isEqualTo(best);
        }
    }

    @Test
    void stopsWhereTheAccuracyGetsNoHigher() throws IOException {
        TrainingPlan patient =
                new TrainingPlan(99, 4, 0.3f, Optimizers.ADAM, 0, Schedule.CONSTANT, 3, Augmentations.NONE, 3);
        Network network = network(Architecture.RESNET, Statistics.IMAGE, 0);
        Trained trained = train(patient, network, Pictures.set(cache, 12, 12));
        List<Double> accuracies = trained.epochs.stream().map(Epoch::accuracy).toList();
        assertThat(accuracies.indexOf(Collections.max(accuracies))).isEqualTo(accuracies.size() - 1 - 3);
        assertThat(accuracies).hasSizeLessThan(99);
    }

    @Test
    void givesOtherWeightsForAnotherSeed() throws IOException {
        TrainingData data = Pictures.set(cache, 12, 2);
        Map<String, float[]> once = train(
                        plan(1, 0.01f, Augmentations.NONE, 1), network(Architecture.RESNET, Statistics.IMAGE, 0), data)
                .weights;
        Map<String, float[]> other = train(
                        plan(1, 0.01f, Augmentations.NONE, 2), network(Architecture.RESNET, Statistics.IMAGE, 0), data)
                .weights;
        assertThat(other.get("conv1.weight")).isNotEqualTo(once.get("conv1.weight"));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void changesEveryParameter(Architecture architecture, Statistics statistics) throws IOException {
        TrainingData data = Pictures.set(cache, 12, 0);
        Map<String, float[]> after1 = train(plan(1), network(architecture, statistics, 0), data).weights;
        Map<String, float[]> after2 = train(plan(2), network(architecture, statistics, 0), data).weights;
        after1.forEach((name, weights) -> assertThat(after2.get(name)).as(name).isNotEqualTo(weights));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void refusesImagesTooSmallForTheNetworkAtOnce(Architecture architecture, Statistics statistics) throws IOException {
        Network deep = new NetworkConfiguration(architecture, List.of(4, 4, 4, 4, 4), 2, 0, statistics).newNetwork();
        TrainingData data = Pictures.set(cache, 8, 8);
        assertThatThrownBy(() -> train(plan(12), deep, data))
                .isInstanceOf(InputTooSmallException.class)
                .hasMessageContaining("12x12");
    }

    @Test
    void stopsWhenTheLossIsNoNumber() throws IOException {
        TrainingPlan wild = plan(30, 1e30f, Augmentations.NONE, 1);
        TrainingData data = Pictures.set(cache, 8, 0);
        assertThatThrownBy(() -> train(wild, network(Architecture.RESNET, Statistics.IMAGE, 0), data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The loss is no longer a number: try a lower learning rate.");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8, 0.1, 0, 0, epoch",
        "-1, 8, 0.1, 0, 0, epoch",
        "1, 0, 0.1, 0, 0, image",
        "1, 8, 0, 0, 0, rate",
        "1, 8, -1, 0, 0, rate",
        "1, 8, NaN, 0, 0, rate",
        "1, 8, Infinity, 0, 0, rate",
        "1, 8, 0.1, -1, 0, decay",
        "1, 8, 0.1, NaN, 0, decay",
        "1, 8, 0.1, 0, -1, patience"
    })
    void isNotGivenAPlanThatIsNone(
            int epochs, int batchSize, float learningRate, float weightDecay, int patience, String about) {
        assertThatThrownBy(() -> new TrainingPlan(
                        epochs,
                        batchSize,
                        learningRate,
                        Optimizers.ADAM,
                        weightDecay,
                        Schedule.COSINE,
                        patience,
                        Augmentations.NONE,
                        1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(about);
    }
}
