package org.residual.benchmarks;

import java.io.PrintWriter;
import java.util.Locale;

/** The table of a load test, a row each part, and what it comes to. */
final class LoadReport {
    private final PrintWriter out;
    private final String network;
    private final Speed forward;

    /**
     * @param out gets the rows as they come
     * @param network whose rows they are
     * @param forward what the network alone reaches at the batch size of the service, which throughput is held against
     *     where it was not measured by turns
     */
    LoadReport(PrintWriter out, String network, Speed forward) {
        this.out = out;
        this.network = network;
        this.forward = forward;
    }

    static void head(PrintWriter out) {
        out.println("| network | load | answers a second | of forward alone | processor ms an answer | of forward alone"
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
                forward.processorMilliseconds());
        out.flush();
    }

    void row(String load, Outcome outcome, double processorMilliseconds, double mebibytes) {
        row(load, outcome, processorMilliseconds, mebibytes, forward);
    }

    /**
     * @param alone the network alone, just before
     */
    void row(String load, Outcome outcome, double processorMilliseconds, double mebibytes, Speed alone) {
        double each = processorMilliseconds / Math.max(1, outcome.answered());
        out.printf(
                Locale.ROOT,
                "| %s | %s | %.1f | %.2f | %.2f | %.2f | %.1f | %.1f | %.1f | %s | %.0f |%n",
                network,
                load,
                outcome.perSecond(),
                outcome.perSecond() / alone.perSecond(),
                each,
                alone.processorMilliseconds() / each,
                outcome.milliseconds(0.5),
                outcome.milliseconds(0.9),
                outcome.milliseconds(0.99),
                outcome.describeStatuses(),
                mebibytes);
        out.flush();
    }
}
