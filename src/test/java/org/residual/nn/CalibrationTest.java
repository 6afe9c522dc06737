package org.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.nn.ReferenceNetwork.Tensor;
import org.residual.nn.layer.ChannelMoments;

/** The means and stds that PyTorch computes for some images as one batch, in float64. */
class CalibrationTest {
    private static final float TOLERANCE = 1e-5f;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Golden> goldens() throws IOException {
        return Golden.fixed();
    }

    /** An array's images, in batches of that size. */
    private static ImageBatches batches(NDArray images, int size) {
        return (parent, each) -> {
            for (long start = 0; start < images.getShape().get(0); start += size) {
                long end = Math.min(start + size, images.getShape().get(0));
                try (NDManager scope = parent.newSubManager()) {
                    NDArray batch = images.get(start + ":" + end);
                    batch.attach(scope);
                    each.accept(batch);
                }
            }
        };
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void takesTheStatisticsOfAllImagesAsOneBatchHoweverTheyCome(Golden golden) throws IOException {
        NDArray images = golden.cases().get("calibration").toFloat32(manager);
        Network network = golden.network(manager, Statistics.IMAGE);
        for (int size : new int[] {1, 5, 12}) {
            Network fixed = Calibration.calibrated(network, batches(images, size), manager);
            assertThat(fixed.configuration()).isEqualTo(golden.configuration(Statistics.FIXED));
            fixed.stateDict().forEach((name, parameter) -> {
                if (name.endsWith(".means") || name.endsWith(".stds")) {
                    assertThat(parameter.getArray().toFloatArray())
                            .as("%s, %d at a time", name, size)
                            .containsExactly(
                                    golden.weights()
                                            .get(name)
                                            .toFloat32(manager)
                                            .toFloatArray(),
                                    within(TOLERANCE));
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void takesThePlaceOfStatisticsThatWereFixedBefore(Golden golden) throws IOException {
        NDArray images = golden.cases().get("calibration").toFloat32(manager);
        Network network = golden.network(manager, Statistics.FIXED);
        Network other = Calibration.calibrated(network, batches(images.mul(2), 3), manager);
        Network same = Calibration.calibrated(other, batches(images, 3), manager);
        float[] expected = golden.cases().get("fixed_64x64").toFloat32(manager).toFloatArray();
        NDArray input = golden.cases().get("input_64x64").toFloat32(manager);
        assertThat(Networks.predict(same, input)).containsExactly(expected, within(TOLERANCE));
    }

    @Test
    void answersForTheImagesTogetherWhatTheirBatchAnswers() throws IOException {
        for (NetworkConfiguration configuration : List.of(
                Networks.DOCUMENTED_RESNET.with(new Epsilon(1e-3, Epsilon.AddedTo.STD)),
                Networks.DOCUMENTED_CONVBNNET.with(new Epsilon(1e-3, Epsilon.AddedTo.VARIANCE)))) {
            ReferenceNetwork reference = new ReferenceNetwork(configuration.with(Statistics.BATCH), 5);
            Tensor images = reference.randomImages(6, 40, 40);
            Network network = Networks.load(manager, reference.configuration(), reference);
            NDArray input = Networks.array(manager, images);
            Network fixed = Calibration.calibrated(network, batches(input, 2), manager);
            assertThat(Networks.predict(NetworkConversion.prepared(fixed, manager), input))
                    .containsExactly(reference.logProbabilities(images).toFloats(), within(TOLERANCE));
        }
    }

    @Test
    void takesImagesOfSeveralSizesTogether() throws IOException {
        ReferenceNetwork reference = new ReferenceNetwork(Networks.DOCUMENTED_CONVBNNET, 5);
        Network network = Networks.load(manager, Networks.DOCUMENTED_CONVBNNET, reference);
        NDArray tall = Networks.array(manager, reference.randomImages(1, 60, 20));
        NDArray wide = Networks.array(manager, reference.randomImages(2, 20, 40));
        Network fixed = Calibration.calibrated(
                network,
                (parent, each) -> {
                    batches(tall, 1).forEach(parent, each);
                    batches(wide, 2).forEach(parent, each);
                },
                manager);
        float[] means = fixed.stateDict().get("layers.0.means").getArray().toFloatArray();
        ChannelMoments moments = new ChannelMoments(means.length);
        try (NDManager scope = manager.newSubManager()) {
            for (NDArray images : List.of(tall, wide)) {
                images.attach(scope);
                moments.add(network.activations(new ParameterStore(scope, false), images, 0));
            }
        }
        assertThat(moments.values()).isEqualTo(60 * 20 / 4 + 2 * 20 * 40 / 4);
        assertThat(means).containsExactly(moments.means(), within(TOLERANCE));
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void givesADeadChannelAStdOfExactlyZero(Architecture architecture) throws IOException {
        NetworkConfiguration configuration =
                new NetworkConfiguration(architecture, List.of(6, 20, 24), 3, 0, Statistics.IMAGE);
        Network network = Networks.load(manager, configuration, new ReferenceNetwork(configuration, 3));
        NDArray black = manager.zeros(new Shape(5, 3, 64, 64));
        Network fixed = Calibration.calibrated(network, batches(black, 2), manager);
        String first = architecture == Architecture.RESNET ? "layers1.0.stds" : "layers.0.stds";
        assertThat(fixed.stateDict().get(first).getArray().toFloatArray()).contains(0f);
        assertThat(Networks.predict(NetworkConversion.prepared(fixed, manager), black.get("0:1")))
                .doesNotContain(Float.NaN);
    }

    @Test
    void countsValuesThatAreEqualAsNoDeviationHoweverManyThereAre() {
        ChannelMoments moments = new ChannelMoments(2);
        for (int batch = 1; batch <= 30; batch++) {
            try (NDArray equal = manager.full(new Shape(batch, 2, 37, 41), 0.1f)) {
                moments.add(equal);
            }
        }
        assertThat(moments.means()).containsOnly(0.1f);
        assertThat(moments.stds()).containsOnly(0f);
    }

    @Test
    void refusesASingleValue() {
        NetworkConfiguration configuration =
                new NetworkConfiguration(Architecture.CONVBNNET, List.of(4, 6), 3, 0, Statistics.IMAGE);
        Network network = Networks.load(manager, configuration, new ReferenceNetwork(configuration, 3));
        ImageBatches pixel = batches(manager.ones(new Shape(1, 3, 2, 2)), 1);
        assertThatThrownBy(() -> Calibration.calibrated(network, pixel, manager))
                .isInstanceOf(InputTooSmallException.class)
                .hasMessage("A layer sees 1 value(s) per channel in all images together, but a standard deviation "
                        + "needs at least 2: use more or larger images.");
        assertThatThrownBy(() -> Calibration.calibrated(network, (parent, each) -> {}, manager))
                .isInstanceOf(InputTooSmallException.class)
                .hasMessageContaining("0 value(s)");
    }

    @Test
    void keepsNothingOfTheImages() throws IOException {
        ReferenceNetwork reference = new ReferenceNetwork(Networks.DOCUMENTED_RESNET, 5);
        Network network = Networks.load(manager, Networks.DOCUMENTED_RESNET, reference);
        NDArray images = Networks.array(manager, reference.randomImages(3, 40, 40));
        int before = manager.getManagedArrays().size();
        Network fixed = Calibration.calibrated(network, batches(images, 1), manager);
        assertThat(manager.getManagedArrays())
                .hasSize(before + fixed.stateDict().size());
    }
}
