package org.residual.benchmarks;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.residual.nn.Statistics;

/** Runs a benchmark in a process of its own, which inherits this one's allocator. */
final class Measurement {
    private static final TimeValue ROUND = TimeValue.seconds(1);

    /** Otherwise the engine's loader logs between the rows of the table. */
    private static final String SILENCE = "-Dlogback.configurationFile=benchmarks/logback.xml";

    private final int rounds;
    private final String engine;
    private final String device;

    /**
     * @param rounds of a second each, after two to warm up
     * @param engine as in the setting {@code residual.predictors.engine}
     * @param device {@code cpu}, or such as {@code gpu:0}
     */
    Measurement(int rounds, String engine, String device) {
        this.rounds = rounds;
        this.engine = engine;
        this.device = device;
    }

    /** Products of matrices, see {@link MatrixProductBenchmark#side}. */
    Speed matrixProduct() throws RunnerException {
        return run(options(MatrixProductBenchmark.class));
    }

    /**
     * @return the speed in images
     */
    Speed forward(DocumentedNetwork network, Statistics statistics, int batch) throws RunnerException {
        return run(options(ForwardBenchmark.class)
                        .param("network", network.name())
                        .param("statistics", statistics.name())
                        .param("engine", engine)
                        .param("batch", Integer.toString(batch)))
                .times(batch);
    }

    private ChainedOptionsBuilder options(Class<?> benchmark) {
        return new OptionsBuilder()
                .include(benchmark.getName())
                .param("device", device)
                .threads(Devices.threads(device))
                .forks(1)
                .jvmArgsAppend(SILENCE)
                .warmupIterations(2)
                .warmupTime(ROUND)
                .measurementIterations(rounds)
                .measurementTime(ROUND)
                .addProfiler(CpuTime.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
    }

    private static Speed run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.build())
                .run().stream().map(Speed::of).reduce(Speed::bestOf).orElseThrow();
    }
}
