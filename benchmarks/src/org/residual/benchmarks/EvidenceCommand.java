package org.residual.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.residual.engine.ImageBatch;
import org.residual.engine.PreparedNetwork;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The cost of evidence: forward passes with and without it, in turns, in CPU time of their thread. */
@Command(name = "evidence", description = "Measure the cost of evidence, for the networks alone.")
final class EvidenceCommand implements Callable<Integer> {
    private static final long ROUND_NANOS = 500_000_000;
    private static final int WARM_UPS = 6;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    @Spec
    private CommandSpec command;

    @Mixin
    private NetworkOptions networks;

    @Option(
            names = "--statistics",
            split = ",",
            defaultValue = "IMAGE,FIXED",
            description = "Statistics of the layers: ${COMPLETION-CANDIDATES}.",
            paramLabel = "STATISTICS")
    private List<Statistics> statistics;

    @Option(names = "--batch", split = ",", description = "Images in a batch.", paramLabel = "N")
    private List<Integer> batches = List.of(1, 16);

    @Option(names = "--classes", split = ",", description = "Number of classes to explain.", paramLabel = "N")
    private List<Integer> classes = List.of(1, 10);

    @Option(names = "--rounds", defaultValue = "15", description = "Rounds, each of half a second for each variant.")
    private int rounds;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = command.commandLine().getOut();
        out.printf("%s, %s%n%n", networks.engine(), Machine.describe());
        out.println("| | batch | classes | without, ms per image | with, ms per image | ratio, min / median / max |");
        out.println("| --- | --- | --- | --- | --- | --- |");
        for (DocumentedNetwork network : networks.networks()) {
            for (Statistics each : statistics) {
                try (PreparedNetwork prepared = network.prepared(each, networks.engine(), ComputeDevice.CPU)) {
                    for (int batch : batches) {
                        for (int count : classes) {
                            compare(network + " " + each, prepared, batch, count, out);
                        }
                    }
                }
            }
        }
        out.flush();
        return 0;
    }

    private void compare(String name, PreparedNetwork network, int batch, int count, PrintWriter out) {
        int[] wanted = new int[batch];
        Arrays.fill(wanted, count);
        try (InputImages input = new InputImages(ComputeDevice.CPU, batch)) {
            ImageBatch images = input.batch();
            Runnable without = () -> network.logProbabilities(images);
            Runnable with = () -> network.explained(images, wanted);
            List<Double> first = new ArrayList<>();
            List<Double> second = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int round = -WARM_UPS; round < rounds; round++) {
                double before = milliseconds(without) / batch;
                double after = milliseconds(with) / batch;
                if (round >= 0) {
                    first.add(before);
                    second.add(after);
                    ratios.add(after / before);
                }
            }
            out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.3f | %.3f | %.3f / %.3f / %.3f |%n",
                    name,
                    batch,
                    count,
                    quantile(first, 0.5),
                    quantile(second, 0.5),
                    quantile(ratios, 0),
                    quantile(ratios, 0.5),
                    quantile(ratios, 1));
            out.flush();
        }
    }

    /** Of the CPU, for each run. */
    private double milliseconds(Runnable work) {
        long start = threads.getCurrentThreadCpuTime();
        long end = System.nanoTime() + ROUND_NANOS;
        int runs = 0;
        while (System.nanoTime() < end) {
            work.run();
            runs++;
        }
        return (threads.getCurrentThreadCpuTime() - start) / 1e6 / runs;
    }

    private static double quantile(List<Double> values, double part) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.round(part * (sorted.size() - 1)));
    }
}
