package org.residual.onnx.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.residual.onnx.network.Filters.Part;

/**
 * What a network begins with: a 5x5 convolution and, with nothing between, the 3x3 convolution of stride 2 and the ReLU of the
 * first layer. Where it is less work, both convolutions are one of 7x7.
 *
 * <p>At the borders the two differ from the one. The second takes what lies outside of the first's answer as 0, whereas the
 * one sees there what the first would have answered. So the answer's first row and column, and the last ones where height or
 * width is odd, have kernels of their own, and are joined to the rest.
 */
final class Stem {
    private static final int FIRST = 5;
    private static final int SECOND = 3;
    private static final int FUSED = FIRST + SECOND - 1;
    private static final int STRIDE = 2;
    /** Rows of the image that the answer's first row depends on, and its last one. */
    private static final int AT_BORDER = FUSED - FUSED / 2;

    private static final int ROWS = 2;
    private static final int COLUMNS = 3;
    /** Images with fewer rows or columns have hardly anything but borders. */
    private static final int LEAST = 16;
    /** With more work than this, of that of the two, it is not worth the borders. */
    private static final double MOST_WORK = 0.8;

    private final GraphWriter graph;
    private final Filters first;
    private final Features image;

    /**
     * @param first 5x5, stride 1
     * @param extent of the images, if it is known
     */
    Stem(GraphWriter graph, Filters first, Optional<Extent> extent) {
        this.graph = graph;
        this.first = first;
        this.image = Features.image(extent);
    }

    /**
     * @param second 3x3, stride 2
     * @return what both and a ReLU make of the image
     */
    Features activations(Filters second) {
        String answer = image.extent()
                .filter(size -> Math.min(size.height(), size.width()) >= LEAST)
                .filter(size -> (double) FUSED * FUSED * first.in() * second.out() <= MOST_WORK * workApart(second))
                .map(size -> fused(second, size))
                .orElseGet(() -> apart(second));
        return image.halved(answer);
    }

    private double workApart(Filters second) {
        return STRIDE * STRIDE * first.work() + second.work();
    }

    private String apart(Filters second) {
        String once = graph.convolution(image.name(), first, 1, Padding.around(FIRST / 2));
        return relu(graph.convolution(once, second, STRIDE, Padding.around(SECOND / 2)));
    }

    private String relu(String x) {
        return graph.node("Relu", List.of(x));
    }

    private String fused(Filters second, Extent size) {
        List<String> bands = new ArrayList<>();
        for (Stretch rows : Stretch.of(size.height())) {
            String band = sliced(image.name(), rows, ROWS);
            List<String> pieces = new ArrayList<>();
            for (Stretch columns : Stretch.of(size.width())) {
                Filters both = second.after(first, rows.taps, columns.taps).cut(rows.kernel, columns.kernel);
                Padding padding = new Padding(rows.before, columns.before, rows.behind, columns.behind);
                pieces.add(relu(graph.convolution(sliced(band, columns, COLUMNS), both, STRIDE, padding)));
            }
            bands.add(graph.node("Concat", pieces, GraphWriter.integer("axis", COLUMNS)));
        }
        return graph.node("Concat", bands, GraphWriter.integer("axis", ROWS));
    }

    private String sliced(String x, Stretch stretch, int axis) {
        if (stretch.start == 0 && stretch.end == Integer.MAX_VALUE) {
            return x;
        }
        return graph.node(
                "Slice", List.of(x, graph.integers(stretch.start), graph.integers(stretch.end), graph.integers(axis)));
    }

    /**
     * Rows, or columns, of the answer that have the same kernels.
     *
     * @param start the first row of the image that they depend on, counted from its end if negative
     * @param end the row behind the last
     * @param taps rows of the second kernels that lie on what the first answers
     * @param kernel rows of the fused kernels that are not 0
     * @param before rows of zeros above the image
     * @param behind rows of zeros below it
     */
    private record Stretch(int start, int end, Part taps, Part kernel, int before, int behind) {
        private static final Stretch TOP =
                new Stretch(0, AT_BORDER, new Part(1, SECOND), new Part(FUSED - AT_BORDER, FUSED), 0, 0);
        private static final Stretch BOTTOM =
                new Stretch(-AT_BORDER, Integer.MAX_VALUE, new Part(0, SECOND - 1), new Part(0, AT_BORDER), 0, 0);

        /** All of them, from the first. */
        static List<Stretch> of(int size) {
            boolean even = size % STRIDE == 0;
            // The first row left out, the rest begin a row above the image.
            Stretch inner =
                    new Stretch(0, Integer.MAX_VALUE, new Part(0, SECOND), new Part(0, FUSED), 1, even ? STRIDE : 1);
            return even ? List.of(TOP, inner) : List.of(TOP, inner, BOTTOM);
        }
    }
}
