package org.residual.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The whole service under load, compared with the networks alone. */
@Command(name = "load", description = "Measure the whole service under load, compared with the networks alone.")
final class LoadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(
            arity = "0..*",
            paramLabel = "PART",
            description = "${COMPLETION-CANDIDATES}. Default: all but ENDURANCE.")
    private List<Part> parts = List.of(Part.CLOSED, Part.TENSORS, Part.OPEN, Part.OVERLOAD, Part.STOP);

    @Option(names = "--model", split = ",", paramLabel = "MODEL", description = "RESNET, CONVBNNET.")
    private List<DocumentedNetwork> networks = Arrays.asList(DocumentedNetwork.values());

    @Mixin
    private Launcher launcher;

    @Option(names = "--batch", defaultValue = "4", paramLabel = "N", description = "The service's largest batch.")
    private int batch;

    @Option(
            names = "--device",
            defaultValue = Devices.CPU,
            paramLabel = "DEVICE",
            description = "cpu, gpu:0 and so on.")
    private String device;

    @Option(names = "--connections", split = ",", paramLabel = "N", description = "Connections of the closed loops.")
    private List<Integer> connections = List.of(1, 4, 16, 64);

    @Option(
            names = "--seconds",
            defaultValue = "2",
            paramLabel = "S",
            description = "Duration of a round of a closed loop.")
    private int seconds;

    @Option(
            names = "--rounds",
            defaultValue = "15",
            paramLabel = "N",
            description = "Rounds of a closed loop, in turns with the network, and of an open one.")
    private int rounds;

    @Option(
            names = "--open-seconds",
            defaultValue = "3",
            paramLabel = "S",
            description = "Duration of a round of an open loop.")
    private int openSeconds;

    @Option(
            names = "--overload-seconds",
            defaultValue = "60",
            paramLabel = "S",
            description = "Duration of the overload.")
    private int overloadSeconds;

    @Option(
            names = "--overload-connections",
            defaultValue = "1024",
            paramLabel = "N",
            description = "Most requests at a time in the overload.")
    private int overloadConnections;

    @Option(
            names = "--requests",
            defaultValue = "200000",
            paramLabel = "N",
            description = "Requests of the endurance test.")
    private int requests;

    @Option(names = "--setting", paramLabel = "KEY=VALUE", description = "A setting of the service.")
    private List<String> settings = List.of();

    private enum Part {
        CLOSED,
        TENSORS,
        OPEN,
        OVERLOAD,
        ENDURANCE,
        STOP
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = command.commandLine().getOut();
        Path directory = Files.createTempDirectory("residual-load");
        try {
            BenchmarkStore.write(directory.resolve("models"));
            test(out, directory);
        } finally {
            delete(directory);
        }
        return 0;
    }

    private void test(PrintWriter out, Path directory) throws Exception {
        Set<Part> chosen = EnumSet.copyOf(parts);
        List<String> findings = new ArrayList<>();
        LoadReport.head(out);
        for (DocumentedNetwork network : networks) {
            try (ForwardAlone forward = new ForwardAlone(network, device, batch);
                    Service service = start(directory)) {
                findings.addAll(test(chosen, network, forward, service, out));
            }
        }
        out.printf(Locale.ROOT, "%n%s%n%n", Machine.describe());
        findings.forEach(finding -> out.println("- " + finding));
        out.flush();
    }

    private List<String> test(
            Set<Part> chosen, DocumentedNetwork network, ForwardAlone forward, Service service, PrintWriter out)
            throws Exception {
        Speed alone = forward.round(Duration.ofSeconds(seconds));
        LoadReport report = new LoadReport(out, network.name(), alone);
        report.forwardAlone(batch);
        LoadTest test = new LoadTest(service, network, report);
        test.warmUp();
        if (chosen.contains(Part.CLOSED)) {
            test.closed(connections, Duration.ofSeconds(seconds), rounds, forward);
        }
        if (chosen.contains(Part.TENSORS)) {
            test.tensors(Duration.ofSeconds(seconds), alone);
        }
        if (chosen.contains(Part.OPEN)) {
            test.open(Duration.ofSeconds(openSeconds), rounds);
        }
        if (chosen.contains(Part.OVERLOAD)) {
            test.overload(Duration.ofSeconds(overloadSeconds), overloadConnections);
        }
        if (chosen.contains(Part.ENDURANCE)) {
            test.endurance(requests);
        }
        if (chosen.contains(Part.STOP)) {
            test.stop();
        }
        return test.findings();
    }

    private Service start(Path directory) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "--residual.predictors.device=" + device,
                "--residual.predictors.gpu.if-missing=fail",
                "--residual.predictors.batch.images=" + batch,
                "--residual.predictors.gpu.batch.images=" + batch,
                "--residual.default-model=" + BenchmarkStore.model(DocumentedNetwork.RESNET)));
        settings.forEach(setting -> all.add("--" + setting));
        return Service.start(launcher, directory.resolve("models"), all, directory.resolve("service.log"));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
