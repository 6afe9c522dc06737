package org.residual.benchmarks;

import java.io.PrintWriter;
import java.util.Locale;

/** The table of a load test, with a row for each part, and its conclusions. */
final class LoadReport {
    private final PrintWriter out;
    private final String network;
    private final Speed forward;

    /**
     * @param out receives the rows as they are measured
     * @param network of the rows
     * @param forward speed of the network alone at the service's batch size, for comparison of throughput that was not
     *     measured in turns
     */
    LoadReport(PrintWriter out, String network, Speed forward) {
        this.out = out;
        this.network = network;
        this.forward = forward;
    }

    static void head(PrintWriter out) {
        out.println("| network | load | answers per second | of forward alone | CPU ms per "
                + "answer | of forward alone"
                + " | p50 ms | p90 ms | p99 ms | answers | MiB after |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        out.flush();
    }

    void forwardAlone(int batch) {
        out.printf(
                Locale.ROOT,
                "| %s | forward alone, batch %d | %.1f | 1.00 | %.2f | 1.00 | | | | | |%n",
                network,
                batch,
                forward.perSecond(),
                forward.cpuMilliseconds());
        out.flush();
    }

    void row(String load, Outcome outcome, double cpuMilliseconds, double mebibytes) {
        row(load, outcome, cpuMilliseconds, mebibytes, forward);
    }

    /**
     * @param alone the network alone, just before
     */
    void row(String load, Outcome outcome, double cpuMilliseconds, double mebibytes, Speed alone) {
        double each = cpuMilliseconds / Math.max(1, outcome.answered());
        out.printf(
                Locale.ROOT,
                "| %s | %s | %.1f | %.2f | %.2f | %.2f | %.1f | %.1f | %.1f | %s | %.0f |%n",
                network,
                load,
                outcome.perSecond(),
                outcome.perSecond() / alone.perSecond(),
                each,
                alone.cpuMilliseconds() / each,
                outcome.milliseconds(0.5),
                outcome.milliseconds(0.9),
                outcome.milliseconds(0.99),
                outcome.describeStatuses(),
                mebibytes);
        out.flush();
    }
}
