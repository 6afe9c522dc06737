package org.residual.benchmarks;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.residual.nn.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The networks alone, compared with PyTorch's matrix product. */
@Command(name = "forward", description = "Measure the networks alone, compared with PyTorch's matrix product.")
final class ForwardCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private NetworkOptions networks;

    @Option(
            names = "--statistics",
            split = ",",
            defaultValue = "IMAGE",
            description = "Statistics of the layers: ${COMPLETION-CANDIDATES}.",
            paramLabel = "STATISTICS")
    private List<Statistics> statistics;

    @Option(names = "--batch", split = ",", description = "Images in a batch.", paramLabel = "N")
    private List<Integer> batches = List.of(1, 2, 4, 8, 16);

    @Option(
            names = "--device",
            defaultValue = Devices.CPU,
            description = "cpu, gpu:0 and so on.",
            paramLabel = "DEVICE")
    private String device;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds of one second; the best counts.")
    private int rounds;

    @Override
    public Integer call() throws RunnerException {
        PrintWriter out = command.commandLine().getOut();
        Measurement measurement = new Measurement(rounds, networks.engine(), device);
        Speed product = measurement.matrixProduct();
        Map<ForwardReport.Variant, Map<Integer, Speed>> speeds = new LinkedHashMap<>();
        for (DocumentedNetwork network : networks.networks()) {
            for (int batch : batches) {
                // In turns, since a shared machine may be half as fast a minute later.
                for (Statistics each : statistics) {
                    speeds.computeIfAbsent(new ForwardReport.Variant(network, each), variant -> new LinkedHashMap<>())
                            .put(batch, measurement.forward(network, each, batch));
                }
            }
        }
        product = product.bestOf(measurement.matrixProduct());
        out.printf(Locale.ROOT, "%s, %s, %s%n%n", networks.engine(), device, Machine.describe());
        new ForwardReport(out, MatrixProductBenchmark.side(device), product).print(speeds);
        return 0;
    }
}
