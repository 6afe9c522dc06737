package org.residual.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The cost of monitoring: services with and without metrics and traces are measured in turns. */
@Command(
        name = "cost",
        description = "Measure the cost of metrics and traces: services with and without them, in turns.")
final class CostCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 16;

    @Spec
    private CommandSpec command;

    @Option(names = "--model", defaultValue = "CONVBNNET", paramLabel = "MODEL", description = "RESNET, CONVBNNET.")
    private DocumentedNetwork network;

    @Option(names = "--rounds", defaultValue = "40", paramLabel = "N", description = "Rounds per service.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "2", paramLabel = "S", description = "Duration of a round.")
    private int seconds;

    @Mixin
    private Launcher launcher;

    /** A service, and the results of its rounds. */
    private record Watched(String how, Service service, Load load, List<Round> rounds) {
        void ask(Duration duration) throws IOException {
            double before = service.cpuMilliseconds();
            Outcome outcome = load.closed(CONNECTIONS, duration);
            rounds.add(new Round(outcome.perSecond(), (service.cpuMilliseconds() - before) / outcome.answered()));
        }

        double median(ToDoubleFunction<Round> value) {
            return Watched.median(rounds.stream().mapToDouble(value));
        }

        /** Round by round, since a shared machine may be half as fast a few seconds later. */
        double medianRatio(Watched other, ToDoubleFunction<Round> value) {
            return median(IntStream.range(0, rounds.size())
                    .mapToDouble(i -> value.applyAsDouble(rounds.get(i))
                            / value.applyAsDouble(other.rounds().get(i))));
        }

        private static double median(DoubleStream values) {
            double[] sorted = values.sorted().toArray();
            return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
        }
    }

    /**
     * @param perSecond requests answered in a second
     * @param cpuMilliseconds CPU time per request, of the service alone
     */
    private record Round(double perSecond, double cpuMilliseconds) {}

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("residual-cost");
        HttpServer collector = collector();
        List<Watched> services = new ArrayList<>();
        try {
            BenchmarkStore.write(directory.resolve("models"));
            services.add(start(
                    directory,
                    "not at all",
                    "--management.metrics.enable.all=false",
                    "--management.observations.enable.all=false"));
            services.add(start(directory, "metrics"));
            services.add(start(
                    directory,
                    "metrics, a trace of each tenth request",
                    "--management.opentelemetry.tracing.export.otlp.endpoint=http://localhost:"
                            + collector.getAddress().getPort() + "/v1/traces"));
            test(services);
        } finally {
            services.forEach(watched -> watched.service().close());
            collector.stop(0);
            FileSystemUtils.deleteRecursively(directory);
        }
        return 0;
    }

    /** Discards what it receives. */
    private static HttpServer collector() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private Watched start(Path directory, String how, String... settings) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("--residual.default-model=" + BenchmarkStore.model(network));
        Service service =
                Service.start(launcher, directory.resolve("models"), all, directory.resolve("service-" + how + ".log"));
        Load load = new Load(service.port(), PhotoRequests.inParts(BenchmarkStore.model(network)));
        return new Watched(how, service, load, new ArrayList<>());
    }

    private void test(List<Watched> services) throws IOException {
        for (Watched watched : services) {
            watched.service().warmUp(watched.load(), CONNECTIONS);
        }
        List<Watched> turns = new ArrayList<>(services);
        for (int round = 0; round < rounds; round++) {
            for (Watched watched : turns) {
                watched.ask(Duration.ofSeconds(seconds));
            }
            // So that none always follows the same other one.
            Collections.reverse(turns);
        }
        report(services);
    }

    private void report(List<Watched> services) {
        PrintWriter out = command.commandLine().getOut();
        Watched bare = services.get(0);
        out.printf(
                Locale.ROOT,
                "%n| monitoring | requests/s | relative to none | CPU ms per request | relative to none |%n");
        out.println("| --- | --- | --- | --- | --- |");
        for (Watched watched : services) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.3f | %.3f | %.3f |%n",
                    watched.how(),
                    watched.median(Round::perSecond),
                    watched.medianRatio(bare, Round::perSecond),
                    watched.median(Round::cpuMilliseconds),
                    watched.medianRatio(bare, Round::cpuMilliseconds));
        }
        out.printf(
                Locale.ROOT,
                "%n%s, closed loop, %d connections, medians of %d rounds of %d s; %s%n",
                network,
                CONNECTIONS,
                rounds,
                seconds,
                Machine.describe());
        out.flush();
    }
}
