package org.residual.benchmarks;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.residual.nn.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The networks alone, held against the matrix product of PyTorch. */
@Command(name = "forward", description = "The networks alone, against PyTorch's matrix product.")
final class ForwardCommand implements Callable<Integer> {
    private static final double GIGA = 1e9;

    @Spec
    private CommandSpec command;

    @Option(names = "--model", split = ",", description = "RESNET, CONVBNNET.", paramLabel = "MODEL")
    private List<DocumentedNetwork> networks = Arrays.asList(DocumentedNetwork.values());

    @Option(
            names = "--statistics",
            split = ",",
            defaultValue = "IMAGE",
            description = "Over what the layers normalise: ${COMPLETION-CANDIDATES}.",
            paramLabel = "STATISTICS")
    private List<Statistics> statistics;

    @Option(names = "--batch", split = ",", description = "Images in a batch.", paramLabel = "N")
    private List<Integer> batches = List.of(1, 2, 4, 8, 16);

    @Option(
            names = "--engine",
            defaultValue = "auto",
            description = "auto, onnxruntime, pytorch.",
            paramLabel = "ENGINE")
    private String engine;

    @Option(
            names = "--device",
            defaultValue = Devices.CPU,
            description = "cpu, gpu:0 and so on.",
            paramLabel = "DEVICE")
    private String device;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds of a second; the best counts.")
    private int rounds;

    /** A network, and over what its layers normalise. */
    private record Variant(DocumentedNetwork network, Statistics statistics) {
        @Override
        public String toString() {
            return statistics == Statistics.IMAGE ? network.name() : network + " " + statistics;
        }
    }

    @Override
    public Integer call() throws RunnerException {
        PrintWriter out = command.commandLine().getOut();
        Measurement measurement = new Measurement(rounds, engine, device);
        Speed product = measurement.matrixProduct();
        Map<Variant, Map<Integer, Speed>> speeds = new LinkedHashMap<>();
        for (DocumentedNetwork network : networks) {
            for (int batch : batches) {
                // In turns: a machine that is shared may be half as fast a minute later.
                for (Statistics each : statistics) {
                    speeds.computeIfAbsent(new Variant(network, each), variant -> new LinkedHashMap<>())
                            .put(batch, measurement.forward(network, each, batch));
                }
            }
        }
        product = product.bestOf(measurement.matrixProduct());
        print(out, product, speeds);
        return 0;
    }

    private void print(PrintWriter out, Speed product, Map<Variant, Map<Integer, Speed>> speeds) {
        long side = MatrixProductBenchmark.side(device);
        long productMultiplyAdds = side * side * side;
        out.printf(Locale.ROOT, "%s, %s, %s%n%n", engine, device, Machine.describe());
        out.println("| | batch | ms an image | GFLOP/s | of the product | processor ms an image | of the product |");
        out.println("| --- | --- | --- | --- | --- | --- | --- |");
        out.printf(
                Locale.ROOT,
                "| product %dx%d | | | %.0f | 1.00 | | 1.00 |%n",
                side,
                side,
                gigaflops(productMultiplyAdds, product.perSecond()));
        List<String> checks = new ArrayList<>();
        speeds.forEach((variant, byBatch) -> {
            DocumentedNetwork network = variant.network;
            double best = 0;
            for (Map.Entry<Integer, Speed> entry : byBatch.entrySet()) {
                Speed speed = entry.getValue();
                double ratio = network.multiplyAdds() * speed.perSecond() / (productMultiplyAdds * product.perSecond());
                double processorRatio = network.multiplyAdds()
                        * product.processorMilliseconds()
                        / (productMultiplyAdds * speed.processorMilliseconds());
                best = Math.max(best, ratio);
                out.printf(
                        Locale.ROOT,
                        "| %s | %d | %.2f | %.0f | %.2f | %.2f | %.2f |%n",
                        variant,
                        entry.getKey(),
                        1000 / speed.perSecond(),
                        gigaflops(network.multiplyAdds(), speed.perSecond()),
                        ratio,
                        speed.processorMilliseconds(),
                        processorRatio);
            }
            checks.add(String.format(
                    Locale.ROOT,
                    "%s, %,d multiply-adds an image: at best %.2f of the product; the slowest batch takes %.2f of the"
                            + " time that an image alone does.",
                    variant,
                    network.multiplyAdds(),
                    best,
                    slowestAgainstFirst(byBatch)));
        });
        networks.forEach(network -> statistics.stream()
                .filter(each -> each != Statistics.IMAGE && statistics.contains(Statistics.IMAGE))
                .forEach(each -> checks.add(String.format(
                        Locale.ROOT,
                        "%s, %s: %.2f of the processor time that IMAGE takes, each at its best batch.",
                        network,
                        each,
                        leastProcessorTime(speeds.get(new Variant(network, each)))
                                / leastProcessorTime(speeds.get(new Variant(network, Statistics.IMAGE)))))));
        out.println();
        checks.forEach(out::println);
        out.flush();
    }

    private static double slowestAgainstFirst(Map<Integer, Speed> byBatch) {
        double first = byBatch.values().iterator().next().perSecond();
        return byBatch.values().stream()
                .skip(1)
                .mapToDouble(speed -> first / speed.perSecond())
                .max()
                .orElse(1);
    }

    private static double leastProcessorTime(Map<Integer, Speed> byBatch) {
        return byBatch.values().stream()
                .mapToDouble(Speed::processorMilliseconds)
                .min()
                .orElseThrow();
    }

    private static double gigaflops(long multiplyAdds, double perSecond) {
        return 2 * multiplyAdds * perSecond / GIGA;
    }
}
