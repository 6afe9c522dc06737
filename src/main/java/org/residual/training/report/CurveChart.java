package org.residual.training.report;

import java.util.List;
import java.util.Locale;

/**
 * Curves over the epochs, as an SVG element.
 *
 * @param title of the chart
 * @param curves in the order of their colours
 */
record CurveChart(String title, List<Curve> curves) {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 240;
    private static final int LEFT = 52;
    private static final int RIGHT = 12;
    private static final int TOP = 34;
    private static final int BOTTOM = 30;
    private static final int LINES = 4;

    /**
     * @param name in the legend
     * @param values one per epoch, from the first; NaN is skipped
     */
    record Curve(String name, List<Double> values) {}

    String toSvg() {
        double lowest = extreme(false);
        double highest = extreme(true);
        double range = highest > lowest ? highest - lowest : 1;
        int epochs =
                curves.stream().mapToInt(curve -> curve.values.size()).max().orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n<text x=\"%d\" y=\"16\" class=\"title\">%s</text>%n",
                WIDTH,
                HEIGHT,
                HtmlText.escape(title),
                LEFT,
                HtmlText.escape(title)));
        appendGrid(svg, lowest, range);
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" class=\"axis\">epoch 1</text>"
                        + "<text x=\"%d\" y=\"%d\" class=\"axis\" text-anchor=\"end\">%d</text>%n",
                LEFT,
                HEIGHT - 10,
                WIDTH - RIGHT,
                HEIGHT - 10,
                epochs));
        for (int i = 0; i < curves.size(); i++) {
            append(svg, curves.get(i), i, epochs, lowest, range);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void appendGrid(StringBuilder svg, double lowest, double range) {
        for (int line = 0; line <= LINES; line++) {
            double value = lowest + range * line / LINES;
            double y = y(value, lowest, range);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" class=\"axis\" text-anchor=\"end\">%.3g</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y,
                    LEFT - 6,
                    y + 4,
                    value));
        }
    }

    private void append(StringBuilder svg, Curve curve, int number, int epochs, double lowest, double range) {
        StringBuilder points = new StringBuilder();
        for (int epoch = 0; epoch < curve.values.size(); epoch++) {
            double value = curve.values.get(epoch);
            if (!Double.isNaN(value)) {
                double x = LEFT + (WIDTH - LEFT - RIGHT) * (epochs == 1 ? 0.5 : (double) epoch / (epochs - 1));
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(value, lowest, range)));
            }
        }
        if (points.length() == 0) {
            return;
        }
        String last = points.toString().strip();
        String[] dot = last.substring(last.lastIndexOf(' ') + 1).split(",", -1);
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" class=\"curve c%d\"/><circle cx=\"%s\" cy=\"%s\" r=\"3\" class=\"dot c%d\"/>"
                        + "<text x=\"%d\" y=\"16\" class=\"legend c%d\" text-anchor=\"end\">%s</text>%n",
                last,
                number,
                dot[0],
                dot[1],
                number,
                WIDTH - RIGHT - 90 * (curves.size() - 1 - number),
                number,
                HtmlText.escape(curve.name)));
    }

    private static double y(double value, double lowest, double range) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - lowest) / range;
    }

    private double extreme(boolean highest) {
        double found = Double.NaN;
        for (Curve curve : curves) {
            for (double value : curve.values) {
                if (!Double.isNaN(value)) {
                    found = Double.isNaN(found) ? value : highest ? Math.max(found, value) : Math.min(found, value);
                }
            }
        }
        return Double.isNaN(found) ? 0 : found;
    }
}
