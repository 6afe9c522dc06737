package org.residual.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** The parts of the load test, on one network. */
final class LoadTest {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration CAPACITY = Duration.ofSeconds(5);
    private static final int MANY = 16;
    private static final int TOO_MANY = 256;
    private static final double BUSY = 0.7;
    private static final double OVERLOAD = 3;
    private static final int OPEN_CONNECTIONS = 256;

    private final Service service;
    private final Load load;
    private final Load bodies;
    private final LoadReport report;
    private final List<String> findings = new ArrayList<>();
    private final String network;
    private final String model;

    LoadTest(Service service, DocumentedNetwork network, LoadReport report) throws IOException {
        this.service = service;
        this.model = BenchmarkStore.model(network);
        this.load = new Load(service.port(), PhotoRequests.inParts(model));
        this.bodies = new Load(service.port(), PhotoRequests.asBody(model));
        this.report = report;
        this.network = network.name();
    }

    List<String> findings() {
        return findings;
    }

    private Outcome measure(String name, Callable<Outcome> part) throws Exception {
        double before = service.cpuMilliseconds();
        Outcome outcome = part.call();
        report.row(name, outcome, service.cpuMilliseconds() - before, service.residentMebibytes());
        return outcome;
    }

    private void find(String format, Object... values) {
        findings.add(network + ": " + String.format(Locale.ROOT, format, values));
    }

    /** With the faster network, which allows more requests. Refusals take another path. */
    void warmUp() throws IOException {
        Load fast = new Load(service.port(), PhotoRequests.inParts(BenchmarkStore.model(DocumentedNetwork.CONVBNNET)));
        service.warmUp(fast, MANY);
        fast.closed(TOO_MANY, SETTLE);
        bodies.closed(MANY, SETTLE);
        load.closed(MANY, SETTLE);
    }

    /**
     * Each client waits for its answer before it sends the next request. The network alone and the service take turns,
     * and the round with the median ratio counts.
     */
    void closed(List<Integer> connections, Duration round, int rounds, ForwardAlone forward) throws Exception {
        for (int count : connections) {
            double ratio = inTurns("closed loop, " + count, rounds, forward, round, () -> load.closed(count, round));
            if (count == MANY) {
                find("%.2f of forward alone at %d connections", ratio, count);
            }
        }
        double ratio = inTurns(
                "closed loop, " + MANY + ", no parts", rounds, forward, round, () -> bodies.closed(MANY, round));
        find("%.2f at %d connections without multipart", ratio, MANY);
    }

    private double inTurns(String name, int rounds, ForwardAlone forward, Duration duration, Callable<Outcome> part)
            throws Exception {
        List<Round> measured = new ArrayList<>();
        Speed before = forward.round(duration);
        for (int i = 0; i < rounds; i++) {
            double start = service.cpuMilliseconds();
            Outcome outcome = part.call();
            double taken = service.cpuMilliseconds() - start;
            Speed after = forward.round(duration);
            measured.add(new Round(before.mean(after), outcome, taken));
            before = after;
        }
        measured.sort(Comparator.comparingDouble(Round::ratio));
        Round median = measured.get(rounds / 2);
        report.row(name, median.outcome(), median.cpuMilliseconds(), service.residentMebibytes(), median.alone());
        return median.ratio();
    }

    /**
     * @param alone the network alone, before and after
     * @param outcome of the service in between
     * @param cpuMilliseconds that the service took for it
     */
    private record Round(Speed alone, Outcome outcome, double cpuMilliseconds) {
        double ratio() {
            return outcome.perSecond() / alone.perSecond();
        }
    }

    /** A client that sends tensors of {@value TensorRequests#IMAGES} images. */
    void tensors(Duration duration, Speed forward) throws Exception {
        tensors("binary", TensorRequests.binary(model), duration, forward);
        tensors("JSON", TensorRequests.json(model), duration, forward);
    }

    private void tensors(String kind, byte[] request, Duration duration, Speed forward) throws Exception {
        Load sending = new Load(service.port(), () -> request);
        service.warmUp(sending, 1);
        Outcome outcome = measure("a tensor per request, " + kind, () -> sending.closed(1, duration));
        double alone = 1000 * TensorRequests.IMAGES / forward.perSecond();
        find(
                "a tensor of %d images, %s, takes %.2f times as long as they take the network alone",
                TensorRequests.IMAGES, kind, outcome.milliseconds(0.5) / alone);
    }

    /**
     * Clients that arrive evenly or at random, at 70 % of the service's capacity, which is measured just before each
     * round. The round with the median ratio of its latencies to those of a single client counts.
     */
    void open(Duration round, int rounds) throws Exception {
        List<OpenRound> even = new ArrayList<>();
        List<OpenRound> random = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            double idle = load.closed(1, round).milliseconds(0.5);
            double rate = BUSY * load.closed(MANY, round).perSecond();
            even.add(openRound(idle, Schedule.evenly(rate, round)));
            random.add(openRound(idle, Schedule.atRandom(rate, round)));
        }
        reportOpen("even", even);
        reportOpen("random", random);
    }

    private OpenRound openRound(double idle, Schedule schedule) throws IOException {
        double before = service.cpuMilliseconds();
        Outcome outcome = load.open(schedule, OPEN_CONNECTIONS);
        return new OpenRound(idle, outcome, service.cpuMilliseconds() - before);
    }

    private void reportOpen(String arrivals, List<OpenRound> rounds) throws IOException {
        rounds.sort(Comparator.comparingDouble(OpenRound::ratio));
        OpenRound median = rounds.get(rounds.size() / 2);
        report.row(
                String.format(Locale.ROOT, "open loop, %.0f%%, %s", 100 * BUSY, arrivals),
                median.outcome(),
                median.cpuMilliseconds(),
                service.residentMebibytes());
        find(
                "p99 at %.0f%% of capacity, %s arrivals, is %.1f times the p50 of a single client, which is %.1f ms",
                100 * BUSY, arrivals, median.ratio(), median.idle());
    }

    /**
     * @param idle how long a single client waits, in milliseconds
     * @param outcome of many clients
     * @param cpuMilliseconds of the service for that
     */
    private record OpenRound(double idle, Outcome outcome, double cpuMilliseconds) {
        double ratio() {
            return outcome.milliseconds(0.99) / idle;
        }
    }

    private double capacity() throws IOException {
        return load.closed(MANY, CAPACITY).perSecond();
    }

    /** Three times as many clients as the service can answer, compared with its capacity before and after. */
    void overload(Duration duration, int connections) throws Exception {
        double capacityBefore = capacity();
        double before = service.residentMebibytes();
        Outcome flood = measure(
                String.format(Locale.ROOT, "open loop, %.0f%%", 100 * OVERLOAD),
                () -> load.open(Schedule.atRandom(OVERLOAD * capacityBefore, duration), connections));
        double after = service.residentMebibytes();
        Outcome recovered = measure("recovery, " + MANY, () -> load.closed(MANY, SHORT));
        double capacity = (capacityBefore + capacity()) / 2;
        find(
                "at %.0f%% of capacity the goodput is %.2f of it; memory %.0f MiB before, %.0f MiB after; %.2f of"
                        + " capacity right after",
                100 * OVERLOAD, flood.perSecond() / capacity, before, after, recovered.perSecond() / capacity);
    }

    /** Does memory grow? */
    void endurance(int requests) throws Exception {
        measure("first half of " + requests, () -> load.closed(MANY, requests / 2));
        double half = service.residentMebibytes();
        measure("second half of " + requests, () -> load.closed(MANY, requests / 2));
        double end = service.residentMebibytes();
        find("memory after all of %d requests is %.3f of that after half of them", requests, end / half);
    }

    /** SIGTERM during requests of {@value #MANY} clients. */
    void stop() throws Exception {
        Thread killer = new Thread(() -> {
            try {
                Thread.sleep(SHORT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            service.terminate();
        });
        killer.start();
        Outcome outcome = load.closedUntilRefused(MANY);
        killer.join();
        find("stopped by SIGTERM under load: %s; exit code %d", outcome.describeStatuses(), service.awaitEnd());
    }
}
