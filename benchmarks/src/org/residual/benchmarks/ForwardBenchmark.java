package org.residual.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
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
import org.openjdk.jmh.annotations.Threads;
import org.residual.nn.Network;
import org.residual.nn.TorchEngine;

/** Forward passes of a prepared network, on as many threads as there are processors, one thread an operation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(Threads.MAX)
public class ForwardBenchmark {
    @Param({"RESNET", "CONVBNNET"})
    private DocumentedNetwork network;

    @Param({"1", "2", "4", "8", "16"})
    private int batch;

    private NDManager manager;
    private Network prepared;

    @Setup(Level.Trial)
    public void prepare() {
        TorchEngine.start(1);
        manager = NDManager.newBaseManager();
        prepared = network.withRandomWeights(manager).prepared(manager);
    }

    @TearDown(Level.Trial)
    public void close() {
        manager.close();
    }

    /** What a thread feeds the network with. */
    @State(Scope.Thread)
    public static class Input {
        private NDManager manager;
        private NDArray images;

        @Setup(Level.Trial)
        public void create(ForwardBenchmark benchmark) {
            manager = NDManager.newBaseManager();
            images = DocumentedNetwork.images(manager, benchmark.batch);
        }

        @TearDown(Level.Trial)
        public void close() {
            manager.close();
        }
    }

    @Benchmark
    public float[] forward(Input input) {
        return forward(prepared, input.images);
    }

    /** A forward pass that leaves nothing of itself in memory. */
    static float[] forward(Network network, NDArray input) {
        try (NDManager scope = NDManager.newBaseManager()) {
            // A view, so that what is computed from it belongs to the scope.
            NDArray images = input.reshape(input.getShape());
            images.attach(scope);
            return network.forward(new ParameterStore(scope, false), new NDList(images), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }
}
