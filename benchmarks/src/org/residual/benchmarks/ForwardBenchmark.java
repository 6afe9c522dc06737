package org.residual.benchmarks;

import java.io.IOException;
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
import org.residual.engine.PreparedNetwork;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;

/** Forward passes of a prepared network, one thread per operation, from host memory and back to it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ForwardBenchmark {
    @Param({"RESNET", "CONVBNNET"})
    private DocumentedNetwork network;

    @Param("IMAGE")
    private Statistics statistics;

    @Param({"1", "2", "4", "8", "16"})
    private int batch;

    @Param("auto")
    private String engine;

    @Param("cpu")
    private String device;

    private ComputeDevice place;
    private PreparedNetwork prepared;

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        place = Devices.named(device);
        prepared = network.prepared(statistics, engine, place);
    }

    @TearDown(Level.Trial)
    public void close() {
        prepared.close();
    }

    /** The input of a thread. */
    @State(Scope.Thread)
    public static class Input {
        private InputImages images;

        @Setup(Level.Trial)
        public void create(ForwardBenchmark benchmark) {
            images = new InputImages(benchmark.place, benchmark.batch);
        }

        @TearDown(Level.Trial)
        public void close() {
            images.close();
        }
    }

    @Benchmark
    public float[] forward(Input input) {
        return input.images.through(prepared);
    }
}
