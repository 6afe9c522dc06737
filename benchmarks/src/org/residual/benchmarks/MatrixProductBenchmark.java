package org.residual.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.residual.nn.device.TorchEngine;

/** The engine's best use of the CPUs: products of large float32 matrices, one thread each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class MatrixProductBenchmark {
    /** Large enough for a thread of a CPU, and for a GPU. */
    private static final int SIDE = 1024;

    private static final int GPU_SIDE = 8192;

    @Param("cpu")
    private String device;

    private NDManager manager;
    private NDArray left;
    private NDArray right;

    @Setup(Level.Trial)
    public void create() {
        TorchEngine.start(1);
        manager = Devices.named(device).newManager();
        long side = side(device);
        left = manager.randomUniform(0, 1, new Shape(side, side));
        right = manager.randomUniform(0, 1, new Shape(side, side));
    }

    @TearDown(Level.Trial)
    public void close() {
        manager.close();
    }

    /** Height and width of the matrices. */
    static long side(String device) {
        return device.equals(Devices.CPU) ? SIDE : GPU_SIDE;
    }

    /** One value of the product: a GPU is done when it is available. */
    @Benchmark
    public float product() {
        try (NDArray product = left.matMul(right)) {
            return product.getFloat(0, 0);
        }
    }
}
