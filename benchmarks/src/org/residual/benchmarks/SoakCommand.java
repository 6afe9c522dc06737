package org.residual.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.residual.benchmarks.OutcomeCounts.Fate;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Hours of valid, invalid and hostile requests while versions change: are all answers right, and do resources leak? */
@Command(
        name = "soak",
        description = "Send valid, invalid and hostile requests for hours, while versions change."
                + " Exits with 0 if no answer was wrong or lost, and memory, handles and threads did not grow.")
final class SoakCommand implements Callable<Integer> {
    private static final int THREADS = 32;
    private static final int LONGEST_LINE = 500;
    /** A busy machine must not be overloaded: that is what {@code load} is for. */
    private static final int MOST_UNANSWERED = 32;

    /** The whole heap is touched at the start, so that only other memory can grow. */
    private static final String HEAP = "-Xms256m -Xmx256m -XX:+AlwaysPreTouch";

    @Spec
    private CommandSpec command;

    @Option(names = "--minutes", defaultValue = "60", paramLabel = "N", description = "Duration.")
    private int minutes;

    @Option(names = "--rate", defaultValue = "40", paramLabel = "N", description = "Requests per second.")
    private double rate;

    @Option(names = "--switch-every", defaultValue = "20", paramLabel = "S", description = "Seconds between versions.")
    private int secondsBetweenVersions;

    @Option(names = "--sample-every", defaultValue = "30", paramLabel = "S", description = "Seconds between samples.")
    private int secondsBetweenSamples;

    @Mixin
    private Launcher launcher;

    private final OutcomeCounts counts = new OutcomeCounts();
    private final List<Trend> trends =
            List.of(new Trend("resident MiB", 16), new Trend("file handles", 8), new Trend("threads", 4));
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Random random = new Random(5);

    @Override
    public Integer call() throws Exception {
        // Do not reuse connections that the service is about to close: that would look like a lost answer.
        System.setProperty("jdk.httpclient.keepalive.timeout", "5");
        Path directory = Files.createTempDirectory("residual-soak");
        try {
            return soak(directory) ? 0 : 1;
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private boolean soak(Path directory) throws Exception {
        Path store = directory.resolve("models");
        FileSystemUtils.copyRecursively(Path.of("model-store"), store);
        SwitchedModel switched = new SwitchedModel(store);
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        try (Service service = Service.start(
                launcher,
                store,
                List.of(
                        "--residual.store.settle-time=500ms",
                        // All started at once: otherwise their number grows to its limit.
                        "--server.tomcat.threads.min-spare=" + THREADS,
                        "--server.tomcat.threads.max=" + THREADS,
                        "--residual.limits.bytes=" + SoakTraffic.LARGEST_BODY + "B"),
                HEAP,
                directory.resolve("service.log"))) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            SoakTraffic traffic = new SoakTraffic(client, service.port());
            List<Exchange> good = traffic.good();
            List<Exchange> bad = traffic.bad();
            try (HostileClient hostile = new HostileClient(service.port(), traffic.sixteenAsSent())) {
                Future<?> sending = timer.scheduleAtFixedRate(
                        () -> next(client, good, bad, hostile), 0, (long) (1e9 / rate), TimeUnit.NANOSECONDS);
                Future<?> switching = timer.scheduleWithFixedDelay(
                        () -> switchOver(switched, service.port()),
                        secondsBetweenVersions,
                        secondsBetweenVersions,
                        TimeUnit.SECONDS);
                watch(service, sending, switching);
                sending.cancel(false);
                switching.cancel(false);
            }
            timer.shutdown();
            timer.awaitTermination(1, TimeUnit.MINUTES);
            return report();
        } finally {
            timer.shutdownNow();
        }
    }

    /** One in eight is hostile, one in eight is invalid. */
    private void next(HttpClient client, List<Exchange> good, List<Exchange> bad, HostileClient hostile) {
        switch (random.nextInt(8)) {
            case 0 -> hostile.harm();
            case 1 -> send(client, bad.get(random.nextInt(bad.size())));
            default -> send(client, good.get(random.nextInt(good.size())));
        }
    }

    private void send(HttpClient client, Exchange exchange) {
        if (unanswered.get() >= MOST_UNANSWERED) {
            counts.count(exchange.kind(), Fate.HELD_BACK);
            return;
        }
        unanswered.incrementAndGet();
        client.sendAsync(exchange.request(), BodyHandlers.ofByteArray())
                .handle((answer, problem) -> problem == null ? fate(exchange, answer) : lost(exchange, problem))
                .exceptionally(problem -> wrong(exchange, problem.toString()))
                .thenAccept(fate -> {
                    unanswered.decrementAndGet();
                    counts.count(exchange.kind(), fate);
                });
    }

    private Fate fate(Exchange exchange, HttpResponse<byte[]> answer) {
        if (exchange.right().test(answer)) {
            return Fate.RIGHT;
        }
        if (answer.statusCode() == 429 || answer.statusCode() == 504) {
            return Fate.TURNED_AWAY;
        }
        return wrong(exchange, answer.statusCode() + " " + new String(answer.body(), StandardCharsets.ISO_8859_1));
    }

    private Fate wrong(Exchange exchange, String what) {
        tell("wrong: %s %s: %s", exchange.kind(), exchange.request().uri(), what);
        return Fate.WRONG;
    }

    private Fate lost(Exchange exchange, Throwable problem) {
        tell("lost: %s %s: %s", exchange.kind(), exchange.request().uri(), problem);
        return Fate.LOST;
    }

    private void switchOver(SwitchedModel switched, int port) {
        try {
            switched.switchOver(port);
            counts.count("switch of versions", Fate.RIGHT);
        } catch (IOException | TimeoutException | RuntimeException e) {
            tell("switch: %s", e);
            counts.count("switch of versions", Fate.WRONG);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(Service service, Future<?> sending, Future<?> switching)
            throws IOException, InterruptedException {
        tell("| minute | right | refused | wrong | lost | held back | MiB | handles | threads | CPUs |");
        tell("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        long start = System.nanoTime();
        double cpu = service.cpuMilliseconds();
        for (int sample = 1; sample * secondsBetweenSamples <= TimeUnit.MINUTES.toSeconds(minutes); sample++) {
            Duration due = Duration.ofSeconds((long) sample * secondsBetweenSamples);
            Thread.sleep(Math.max(0, due.minusNanos(System.nanoTime() - start).toMillis()));
            if (sending.isDone() || switching.isDone()) {
                throw new IllegalStateException("Nothing is sent any more.");
            }
            trends.get(0).add(service.residentMebibytes());
            trends.get(1).add(service.handles());
            trends.get(2).add(service.threads());
            double cpuNow = service.cpuMilliseconds();
            tell(
                    "| %.1f | %d | %d | %d | %d | %d | %.0f | %.0f | %.0f | %.2f |",
                    due.toSeconds() / 60.0,
                    counts.of(Fate.RIGHT),
                    counts.of(Fate.TURNED_AWAY),
                    counts.of(Fate.WRONG),
                    counts.of(Fate.LOST),
                    counts.of(Fate.HELD_BACK),
                    trends.get(0).latest(),
                    trends.get(1).latest(),
                    trends.get(2).latest(),
                    (cpuNow - cpu) / 1000 / secondsBetweenSamples);
            cpu = cpuNow;
        }
    }

    private boolean report() {
        PrintWriter out = command.commandLine().getOut();
        out.println();
        counts.print(out);
        out.println();
        trends.forEach(trend -> out.println(trend.describe()));
        out.println(Machine.describe());
        out.flush();
        return counts.of(Fate.WRONG) + counts.of(Fate.LOST) == 0
                && trends.stream().allMatch(Trend::isFlat);
    }

    private void tell(String format, Object... values) {
        PrintWriter out = command.commandLine().getOut();
        String line = String.format(Locale.ROOT, format, values);
        out.println(line.substring(0, Math.min(line.length(), LONGEST_LINE)));
        out.flush();
    }
}
