package org.residual.dashboard;

import java.util.stream.IntStream;

/**
 * An axis from 0.
 *
 * @param step from mark to mark
 * @param top its highest mark
 */
record Scale(double step, double top) {
    private static final int MARKS = 4;

    /** Ends at or above the value, at a round number. */
    static Scale upTo(double value) {
        double rough = Math.max(value, 1e-9) / MARKS;
        double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = IntStream.of(1, 2, 5, 10)
                .mapToDouble(digit -> digit * magnitude)
                .filter(candidate -> candidate >= rough * (1 - 1e-9))
                .findFirst()
                .orElseThrow();
        return value <= 0 ? new Scale(1, 1) : new Scale(step, step * Math.ceil(value / step - 1e-9));
    }

    double[] marks() {
        return IntStream.rangeClosed(0, (int) Math.round(top / step))
                .mapToDouble(mark -> mark * step)
                .toArray();
    }
}
