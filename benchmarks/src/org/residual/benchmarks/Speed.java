package org.residual.benchmarks;

import java.util.Collection;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/**
 * The speed in the best of several rounds: whatever else a shared machine does only makes it slower.
 *
 * @param perSecond operations per second, over all threads
 * @param cpuMilliseconds CPU time per operation
 */
record Speed(double perSecond, double cpuMilliseconds) {
    static Speed of(RunResult result) {
        Collection<IterationResult> rounds = result.getAggregatedResult().getIterationResults();
        return new Speed(
                rounds.stream()
                        .mapToDouble(round -> round.getPrimaryResult().getScore())
                        .max()
                        .orElseThrow(),
                rounds.stream()
                        .mapToDouble(round ->
                                round.getSecondaryResults().get(CpuTime.LABEL).getScore())
                        .min()
                        .orElseThrow());
    }

    Speed bestOf(Speed other) {
        return new Speed(Math.max(perSecond, other.perSecond), Math.min(cpuMilliseconds, other.cpuMilliseconds));
    }

    Speed mean(Speed other) {
        return new Speed((perSecond + other.perSecond) / 2, (cpuMilliseconds + other.cpuMilliseconds) / 2);
    }

    /** The same if an operation consists of several. */
    Speed times(int parts) {
        return new Speed(perSecond * parts, cpuMilliseconds / parts);
    }
}
