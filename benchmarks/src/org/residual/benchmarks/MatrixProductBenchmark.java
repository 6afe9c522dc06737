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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.residual.nn.TorchEngine;

/** What the engine makes of the processors at its best: products of large float32 matrices, one thread each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(Threads.MAX)
public class MatrixProductBenchmark {
    static final int SIDE = 1024;

    private NDManager manager;
    private NDArray left;
    private NDArray right;

    @Setup(Level.Trial)
    public void create() {
        TorchEngine.start(1);
        manager = NDManager.newBaseManager();
        left = manager.randomUniform(0, 1, new Shape(SIDE, SIDE));
        right = manager.randomUniform(0, 1, new Shape(SIDE, SIDE));
    }

    @TearDown(Level.Trial)
    public void close() {
        manager.close();
    }

    @Benchmark
    public void product() {
        left.matMul(right).close();
    }
}
