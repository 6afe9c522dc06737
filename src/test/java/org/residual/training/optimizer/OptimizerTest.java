package org.residual.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.nn.device.TorchEngine;

class OptimizerTest {
    private static final float[] START = {0.5f, -1.25f, 2};
    private static final float[][] GRADIENTS = {{0.1f, -0.2f, 0.3f}, {-0.4f, 0.05f, 0.6f}, {1.5f, -2.5f, 0.01f}};
    private static final double[] LEARNING_RATES = {0.1, 0.05, 0.02};
    private static final float WEIGHT_DECAY = 0.01f;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start(1);
    }

    /**
     * The results of {@code torch.optim.Adam}, {@code AdamW} and {@code SGD(momentum=0.9)} of PyTorch 1.13 for these.
     */
    static Stream<Arguments> stepsOfPyTorch() {
        return Stream.of(
                Arguments.of(Optimizers.ADAM, new double[] {0.41727867242, -1.11024430156, 1.83607944679}),
                Arguments.of(Optimizers.ADAMW, new double[] {0.41716165652, -1.11114823553, 1.83331148411}),
                Arguments.of(Optimizers.SGD, new double[] {0.47984023395, -1.168065235375, 1.9056932368}));
    }

    @ParameterizedTest
    @MethodSource("stepsOfPyTorch")
    void stepsAsPyTorchDoes(Optimizers name, double[] expected) {
        assertClose(after(name, 1), expected);
    }

    private static void assertClose(float[] weights, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            // In float32, 1 - 0.999 is off by a 20,000th.
            assertThat((double) weights[i]).isCloseTo(expected[i], within(5e-6));
        }
    }

    /** By {@code OneCycleLR}, with a maximum of 0.1. */
    @ParameterizedTest
    @CsvFileSource(files = "src/test/resources/schedules/optimizers.csv", numLinesToSkip = 1)
    void stepsAsPyTorchDoesWhereTheMomentumChanges(
            Optimizers name, int last, double first, double second, double third) {
        float[] weights = after(
                name,
                last + 1,
                step -> 0.1 * Schedule.ONE_CYCLE.factor(step, 10),
                step -> Schedule.ONE_CYCLE.momentum(step, 10),
                1);
        assertClose(weights, new double[] {first, second, third});
    }

    /** Three times the gradients, a third of which counts. */
    @ParameterizedTest
    @EnumSource(Optimizers.class)
    void multipliesTheGradientsFirst(Optimizers name) {
        float[] plain = after(name, 1);
        float[] scaled = after(name, 3);
        for (int i = 0; i < plain.length; i++) {
            assertThat(scaled[i]).isCloseTo(plain[i], within(1e-6f));
        }
    }

    private static float[] after(Optimizers name, int scale) {
        return after(name, GRADIENTS.length, step -> LEARNING_RATES[step], step -> 0.9, scale);
    }

    private static float[] after(
            Optimizers name, int steps, IntToDoubleFunction learningRate, IntToDoubleFunction momentum, int scale) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray weight = manager.create(START).duplicate();
            weight.setRequiresGradient(true);
            Optimizer optimizer = name.of(weight, manager, WEIGHT_DECAY);
            for (int step = 0; step < steps; step++) {
                try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                    NDArray gradient =
                            manager.create(GRADIENTS[step % GRADIENTS.length]).mul(scale);
                    collector.backward(weight.mul(gradient).sum());
                }
                optimizer.step(step + 1, learningRate.applyAsDouble(step), momentum.applyAsDouble(step), 1.0 / scale);
            }
            return weight.toFloatArray();
        }
    }
}
