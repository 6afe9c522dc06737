package org.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.nn.device.TorchEngine;

/** Memory that the engine keeps for the backward pass is not freed by a garbage collection between the passes. */
class GradientMemoryTest {
    private static final Shape INPUT = new Shape(4, 3, 12, 12);

    @BeforeAll
    static void startEngine() {
        TorchEngine.start(1);
    }

    static Stream<Arguments> networks() {
        return Stream.of(Architecture.values())
                .flatMap(architecture -> Stream.of(Statistics.IMAGE, Statistics.BATCH)
                        .map(statistics -> Arguments.of(architecture, statistics)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradientsAreTheSameWithAGarbageCollectionBetweenThePasses(Architecture architecture, Statistics statistics) {
        Network network = new NetworkConfiguration(architecture, List.of(8, 20, 40), 3, 0, statistics).newNetwork();
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(1);
            network.initialize(manager, DataType.FLOAT32, INPUT);
            float[] images = manager.randomUniform(0, 1, INPUT).toFloatArray();
            Map<String, float[]> undisturbed = gradients(network, manager, images, () -> {});
            Map<String, float[]> disturbed =
                    gradients(network, manager, images, GradientMemoryTest::collectGarbageAndTakeItsMemory);
            undisturbed.forEach(
                    (name, gradient) -> assertThat(disturbed.get(name)).as(name).containsExactly(gradient));
        }
    }

    private static Map<String, float[]> gradients(
            Network network, NDManager parent, float[] images, Runnable betweenThePasses) {
        network.stateDict().values().forEach(parameter -> parameter.getArray().setRequiresGradient(true));
        Map<String, float[]> gradients = new TreeMap<>();
        try (NDManager scope = parent.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray input = scope.create(images, INPUT);
            NDArray answer = network.forward(new ParameterStore(scope, false), new NDList(input), true)
                    .singletonOrThrow();
            betweenThePasses.run();
            collector.backward(answer.max());
            network.stateDict().forEach((name, parameter) -> {
                try (NDArray gradient = parameter.getArray().getGradient()) {
                    gradients.put(name, gradient.toFloatArray());
                    gradient.muli(0);
                }
            });
        }
        return gradients;
    }

    /** Until the JVM has freed a buffer that has just been released, and with it all earlier ones. */
    private static void collectGarbageAndTakeItsMemory() {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findAny()
                .orElseThrow();
        ByteBuffer.allocateDirect(Float.BYTES);
        long before = direct.getCount();
        while (direct.getCount() >= before) {
            System.gc();
        }
        List<ByteBuffer> taken = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            taken.add(ByteBuffer.allocateDirect(Float.BYTES).putFloat(0, Float.NaN));
        }
        assertThat(taken).isNotEmpty();
    }
}
