package org.residual.dashboard;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * What a query gave for one set of labels.
 *
 * @param name as the legend has it
 * @param values at moments with equal distances; NaN where there is none
 */
public record Series(String name, double[] values) {
    DoubleStream finite() {
        return Arrays.stream(values).filter(Double::isFinite);
    }

    /** NaN if there is none at all. */
    double last() {
        return finite().reduce(Double.NaN, (before, after) -> after);
    }
}
