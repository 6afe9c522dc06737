package org.residual.dashboard;

import java.util.ArrayList;
import java.util.List;

/** Series that stand on each other. */
final class Stack {
    private Stack() {}

    /** The tops, from the lowest. */
    static List<double[]> of(List<Series> series) {
        List<double[]> tops = new ArrayList<>();
        double[] below = new double[series.get(0).values().length];
        for (Series layer : series) {
            double[] top = new double[below.length];
            for (int i = 0; i < top.length; i++) {
                double value = layer.values()[i];
                top[i] = below[i] + (Double.isFinite(value) ? value : 0);
            }
            tops.add(top);
            below = top;
        }
        return tops;
    }
}
