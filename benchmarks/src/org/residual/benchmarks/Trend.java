package org.residual.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A figure that is sampled repeatedly, and should stay constant. */
final class Trend {
    /** Relative to the mean of the second quarter. */
    private static final double STEADY = 1.05;

    private final String name;
    private final double slack;
    private final List<Double> samples = new ArrayList<>();

    /**
     * @param name of the figure
     * @param slack by how much it may grow in any case
     */
    Trend(String name, double slack) {
        this.name = name;
        this.slack = slack;
    }

    void add(double sample) {
        samples.add(sample);
    }

    double latest() {
        return samples.get(samples.size() - 1);
    }

    /** Whether the last quarter equals the second; the first is for warming up. */
    boolean isFlat() {
        return quarter(3) <= Math.max(quarter(1) * STEADY, quarter(1) + slack);
    }

    private double quarter(int which) {
        return samples.subList(samples.size() * which / 4, samples.size() * (which + 1) / 4).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    /** Such as {@code threads: 52.0, then 52.3: flat}. */
    String describe() {
        return String.format(
                Locale.ROOT,
                "%s: %.1f in the second quarter, %.1f in the last: %s",
                name,
                quarter(1),
                quarter(3),
                isFlat() ? "flat" : "NOT FLAT");
    }
}
