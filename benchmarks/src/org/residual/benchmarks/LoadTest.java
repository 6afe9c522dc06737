package org.residual.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/** The parts of the load test, on one network. */
final class LoadTest {
    private static final Duration WARM_UP = Duration.ofSeconds(75);
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
        double before = service.processorMilliseconds();
        Outcome outcome = part.call();
        report.row(name, outcome, service.processorMilliseconds() - before, service.residentMebibytes());
        return outcome;
    }

    private void find(String format, Object... values) {
        findings.add(network + ": " + String.format(Locale.ROOT, format, values));
    }

    /**
     * Until the JVM has compiled what is used most: to the faster network, of which it sees more requests. That takes a
     * minute, for the compiler has to share two processors with the predictors. What is refused takes another way, which
     * has to be compiled too.
     */
    void warmUp() throws IOException {
        Load fast = new Load(service.port(), PhotoRequests.inParts(BenchmarkStore.model(DocumentedNetwork.CONVBNNET)));
        fast.closed(MANY, WARM_UP);
        fast.closed(TOO_MANY, SETTLE);
        bodies.closed(MANY, SETTLE);
        load.closed(MANY, SETTLE);
    }

    /**
     * Each client waits for its answer before it asks again. The network alone and the service take turns, and the
     * round counts in which the service did middling against the network.
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
        for (int i = 0; i < rounds; i++) {
            Speed alone = forward.round(duration);
            double before = service.processorMilliseconds();
            Outcome outcome = part.call();
            measured.add(new Round(alone, outcome, service.processorMilliseconds() - before));
        }
        measured.sort(Comparator.comparingDouble(Round::ratio));
        Round median = measured.get(rounds / 2);
        report.row(name, median.outcome(), median.processorMilliseconds(), service.residentMebibytes(), median.alone());
        return median.ratio();
    }

    /**
     * @param alone the network alone
     * @param outcome of the service right after
     * @param processorMilliseconds that the service took for it
     */
    private record Round(Speed alone, Outcome outcome, double processorMilliseconds) {
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
        sending.closed(1, WARM_UP);
        Outcome outcome = measure("a tensor a request, " + kind, () -> sending.closed(1, duration));
        double alone = 1000 * TensorRequests.IMAGES / forward.perSecond();
        find(
                "a tensor of %d images, %s, takes %.2f times as long as they take the network alone",
                TensorRequests.IMAGES, kind, outcome.milliseconds(0.5) / alone);
    }

    /** Clients that come, evenly and at random, at 70 % of what the service can take. */
    void open(Duration duration) throws Exception {
        Outcome idle = measure("idle, 1", () -> load.closed(1, SHORT));
        double rate = BUSY * capacity();
        open("even", idle, () -> load.open(Schedule.evenly(rate, duration), OPEN_CONNECTIONS));
        open("random", idle, () -> load.open(Schedule.atRandom(rate, duration), OPEN_CONNECTIONS));
    }

    private void open(String arrivals, Outcome idle, Callable<Outcome> part) throws Exception {
        Outcome busy = measure(String.format(Locale.ROOT, "open loop, %.0f%%, %s", 100 * BUSY, arrivals), part);
        find(
                "p99 at %.0f%% of capacity, %s arrivals, is %.1f times the p50 of a single client",
                100 * BUSY, arrivals, busy.milliseconds(0.99) / idle.milliseconds(0.5));
    }

    private double capacity() throws IOException {
        return load.closed(MANY, CAPACITY).perSecond();
    }

    /** Three times as many clients as it can take. */
    void overload(Duration duration, int connections) throws Exception {
        double capacity = capacity();
        double before = service.residentMebibytes();
        Outcome flood = measure(
                String.format(Locale.ROOT, "open loop, %.0f%%", 100 * OVERLOAD),
                () -> load.open(Schedule.atRandom(OVERLOAD * capacity, duration), connections));
        double after = service.residentMebibytes();
        Outcome recovered = measure("recovery, " + MANY, () -> load.closed(MANY, SHORT));
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

    /** SIGTERM while {@value #MANY} clients are at it. */
    void stop() throws Exception {
        AtomicBoolean stopping = new AtomicBoolean();
        Thread killer = new Thread(() -> {
            try {
                Thread.sleep(SHORT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            stopping.set(true);
            service.terminate();
        });
        killer.start();
        Outcome outcome = load.closedUntilRefused(MANY, stopping::get);
        killer.join();
        find("stopped by SIGTERM under load: %s; exit code %d", outcome.describeStatuses(), service.awaitEnd());
    }
}
