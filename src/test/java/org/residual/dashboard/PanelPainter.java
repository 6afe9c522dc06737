package org.residual.dashboard;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.Locale;

/** Paints one panel into its place. */
final class PanelPainter {
    private static final int MARGIN = 12;
    private static final int HEADER = 40;
    private static final int LEFT = 92;
    private static final int LEGEND = 24;
    private static final int AXIS = 20;
    private static final int GAPS = 4;
    private static final int FAINT_FILL = 70;

    private final Graphics2D graphics;
    private final Panel panel;
    private final Rectangle place;
    private final int seconds;

    /**
     * @param place of the panel, in pixels
     * @param seconds that the series last
     */
    PanelPainter(Graphics2D graphics, Panel panel, Rectangle place, int seconds) {
        this.graphics = graphics;
        this.panel = panel;
        this.place = place;
        this.seconds = seconds;
    }

    void paint() {
        graphics.setColor(Palette.PANEL);
        graphics.fillRoundRect(place.x, place.y, place.width, place.height, 6, 6);
        graphics.setColor(Palette.FRAME);
        graphics.drawRoundRect(place.x, place.y, place.width, place.height, 6, 6);
        write(panel.title(), Palette.TITLE, Palette.TEXT, place.x + MARGIN, place.y + 22);
        if (panel.series().stream().allMatch(series -> series.finite().findAny().isEmpty())) {
            write("No data", Palette.SMALL, Palette.FAINT, place.x + place.width / 2 - 20, place.y + place.height / 2);
            return;
        }
        switch (panel.type()) {
            case "stat" -> stat();
            case "table" -> table();
            case "state-timeline" -> states();
            case "heatmap" -> heatmap();
            default -> lines();
        }
    }

    private Rectangle plot(int left) {
        return new Rectangle(
                place.x + left, place.y + HEADER, place.width - left - MARGIN, place.height - HEADER - LEGEND - AXIS);
    }

    private void write(String text, Font font, Color color, double x, double y) {
        graphics.setFont(font);
        graphics.setColor(color);
        graphics.drawString(text, (float) x, (float) y);
    }

    private void writeBefore(String text, int x, double y) {
        graphics.setFont(Palette.SMALL);
        write(text, Palette.SMALL, Palette.FAINT, x - graphics.getFontMetrics().stringWidth(text), y);
    }

    private void lines() {
        List<double[]> tops = panel.isStacked()
                ? Stack.of(panel.series())
                : panel.series().stream().map(Series::values).toList();
        Scale scale = panel.unit()
                .scaleUpTo(tops.stream()
                        .mapToDouble(
                                values -> new Series("", values).finite().max().orElse(0))
                        .max()
                        .orElse(0));
        Rectangle plot = plot(LEFT);
        axes(plot, scale);
        for (int i = tops.size() - 1; i >= 0; i--) {
            Color color = Palette.series(i);
            if (panel.isStacked()) {
                graphics.setColor(Palette.translucent(color, FAINT_FILL));
                graphics.fill(area(plot, scale, tops.get(i), i == 0 ? null : tops.get(i - 1)));
            }
            graphics.setColor(color);
            graphics.setStroke(new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            graphics.draw(line(plot, scale, tops.get(i)));
        }
        graphics.setStroke(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {6, 4}, 0));
        graphics.setColor(Palette.WRONG);
        panel.thresholds().filter(value -> value <= scale.top()).forEach(value -> {
            int y = y(plot, scale, value);
            graphics.drawLine(plot.x, y, plot.x + plot.width, y);
        });
        graphics.setStroke(new BasicStroke(1));
        legend();
    }

    private void axes(Rectangle plot, Scale scale) {
        for (double value : scale.marks()) {
            int y = y(plot, scale, value);
            graphics.setColor(Palette.LINES);
            graphics.drawLine(plot.x, y, plot.x + plot.width, y);
            writeBefore(panel.unit().write(value), plot.x - 6, y + 4);
        }
        times(plot);
    }

    private void times(Rectangle plot) {
        for (int i = 0; i <= GAPS; i++) {
            String text = String.format(Locale.ROOT, "%d:%02d", i * seconds / GAPS / 60, i * seconds / GAPS % 60);
            graphics.setFont(Palette.SMALL);
            int half = graphics.getFontMetrics().stringWidth(text) * i / GAPS;
            write(
                    text,
                    Palette.SMALL,
                    Palette.FAINT,
                    plot.x + (double) i * plot.width / GAPS - half,
                    plot.y + plot.height + 16.0);
        }
    }

    private static double x(Rectangle plot, int index, int count) {
        return plot.x + (double) index * plot.width / Math.max(1, count - 1);
    }

    private static int y(Rectangle plot, Scale scale, double value) {
        return (int) Math.round(plot.y + plot.height * (1 - value / scale.top()));
    }

    private static Path2D line(Rectangle plot, Scale scale, double[] values) {
        Path2D path = new Path2D.Double();
        boolean drawing = false;
        for (int i = 0; i < values.length; i++) {
            boolean there = Double.isFinite(values[i]);
            if (there && drawing) {
                path.lineTo(x(plot, i, values.length), y(plot, scale, values[i]));
            } else if (there) {
                path.moveTo(x(plot, i, values.length), y(plot, scale, values[i]));
            }
            drawing = there;
        }
        return path;
    }

    private static Path2D area(Rectangle plot, Scale scale, double[] top, double[] bottom) {
        Path2D path = new Path2D.Double();
        path.moveTo(plot.x, y(plot, scale, finite(top[0])));
        for (int i = 1; i < top.length; i++) {
            path.lineTo(x(plot, i, top.length), y(plot, scale, finite(top[i])));
        }
        for (int i = top.length - 1; i >= 0; i--) {
            path.lineTo(x(plot, i, top.length), y(plot, scale, bottom == null ? 0 : finite(bottom[i])));
        }
        path.closePath();
        return path;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }

    private void legend() {
        int x = place.x + MARGIN;
        int y = place.y + place.height - MARGIN;
        graphics.setFont(Palette.SMALL);
        for (int i = 0; i < panel.series().size(); i++) {
            String name = panel.series().get(i).name();
            if (name.isEmpty()) {
                name = "(none)";
            }
            int width = graphics.getFontMetrics(Palette.SMALL).stringWidth(name);
            if (x + width + 2 * MARGIN > place.x + place.width) {
                write("…", Palette.SMALL, Palette.FAINT, x, y);
                return;
            }
            graphics.setColor(Palette.series(i));
            graphics.fillRoundRect(x, y - 6, 12, 4, 2, 2);
            write(name, Palette.SMALL, Palette.FAINT, x + 17.0, y);
            x += width + 30;
        }
    }

    private void stat() {
        double last = panel.series().get(0).last();
        Color color = panel.definition()
                                .at("/fieldConfig/defaults/thresholds/steps/1/color")
                                .asString("")
                                .equals("green")
                        == last >= 1
                ? Palette.GOOD
                : Palette.WRONG;
        String text = panel.unit().write(last);
        graphics.setFont(Palette.LARGE);
        int width = graphics.getFontMetrics().stringWidth(text);
        write(text, Palette.LARGE, color, place.getCenterX() - width / 2.0, place.getCenterY() + 34);
    }

    private void table() {
        int y = place.y + HEADER + 14;
        for (Series series : panel.series()) {
            write(series.name(), Palette.SMALL, Palette.TEXT, place.x + MARGIN, y);
            writeBefore(panel.unit().write(series.last()), place.x + place.width - MARGIN, y);
            graphics.setColor(Palette.LINES);
            graphics.drawLine(place.x + MARGIN, y + 7, place.x + place.width - MARGIN, y + 7);
            y += 24;
        }
    }

    private void states() {
        Rectangle plot = plot(2 * LEFT);
        int height = plot.height / panel.series().size();
        for (int row = 0; row < panel.series().size(); row++) {
            Series series = panel.series().get(row);
            int y = plot.y + row * height;
            writeBefore(series.name(), plot.x - 8, y + height / 2.0 + 4);
            double[] values = series.values();
            for (int from = 0, to; from < values.length; from = to) {
                to = from + 1;
                while (to < values.length && values[to] == values[from]) {
                    to++;
                }
                if (Double.isFinite(values[from])) {
                    state(values[from], x(plot, from, values.length + 1), x(plot, to, values.length + 1), y, height);
                }
            }
        }
        times(plot);
    }

    private void state(double value, double from, double to, int y, int height) {
        graphics.setColor(Palette.state((int) value));
        graphics.fillRect((int) from, y + 3, (int) to - (int) from, height - 6);
        String meaning = panel.meaning(value);
        graphics.setFont(Palette.SMALL);
        if (graphics.getFontMetrics().stringWidth(meaning) + MARGIN < to - from) {
            write(meaning, Palette.SMALL, Color.WHITE, from + MARGIN / 2.0, y + height / 2.0 + 4);
        }
    }

    /** Series count all up to a bound; a row shows what lies between two. */
    private void heatmap() {
        List<Series> buckets = panel.series().stream()
                .sorted((a, b) -> Double.compare(bound(a), bound(b)))
                .toList();
        Rectangle plot = plot(LEFT);
        double most = 0;
        double[][] cells = new double[buckets.size()][];
        for (int row = 0; row < cells.length; row++) {
            double[] own = buckets.get(row).values().clone();
            for (int i = 0; row > 0 && i < own.length; i++) {
                own[i] -= buckets.get(row - 1).values()[i];
            }
            cells[row] = own;
            most = Math.max(most, new Series("", own).finite().max().orElse(0));
        }
        double height = (double) plot.height / cells.length;
        for (int row = 0; row < cells.length; row++) {
            double y = plot.y + plot.height - (row + 1) * height;
            double bound = bound(buckets.get(row));
            writeBefore(Double.isFinite(bound) ? panel.unit().write(bound) : "more", plot.x - 6, y + height / 2 + 4);
            for (int i = 0; i < cells[row].length; i++) {
                if (cells[row][i] > 0) {
                    int from = (int) x(plot, i, cells[row].length + 1);
                    int to = (int) x(plot, i + 1, cells[row].length + 1);
                    float share = (float) Math.sqrt(cells[row][i] / most);
                    graphics.setColor(Color.getHSBColor(0.6f - 0.58f * share, 0.3f + 0.5f * share, 0.95f));
                    graphics.fillRect(from, (int) y + 1, Math.max(1, to - from), (int) height - 1);
                }
            }
        }
        times(plot);
    }

    private static double bound(Series bucket) {
        return bucket.name().equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bucket.name());
    }
}
