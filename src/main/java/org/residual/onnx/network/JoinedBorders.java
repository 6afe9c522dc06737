package org.residual.onnx.network;

import static org.residual.onnx.network.GraphWriter.integer;
import static org.residual.onnx.network.Stem.FUSED;
import static org.residual.onnx.network.Stem.SECOND;
import static org.residual.onnx.network.Stem.STRIDE;

import java.util.ArrayList;
import java.util.List;
import org.residual.onnx.network.Filters.Part;

/** Computes the borders with kernels of their own and joins them to the rest. The output is in channel-first layout. */
final class JoinedBorders implements Borders {
    /** Rows of the image that the output's first row depends on, and its last one. */
    private static final int AT_BORDER = FUSED - FUSED / 2;

    @Override
    public String fused(GraphWriter graph, Filters first, Filters second, Extent size) {
        List<String> bands = new ArrayList<>();
        for (Stretch rows : Stretch.of(size.height())) {
            String band = rows.sliced(graph, GraphWriter.INPUT, GraphWriter.HEIGHT);
            List<String> pieces = new ArrayList<>();
            for (Stretch columns : Stretch.of(size.width())) {
                Filters both = second.after(first, rows.taps, columns.taps).cut(rows.kernel, columns.kernel);
                Padding padding = new Padding(rows.before, columns.before, rows.behind, columns.behind);
                String piece = columns.sliced(graph, band, GraphWriter.WIDTH);
                pieces.add(graph.node("Relu", List.of(graph.convolution(piece, both, STRIDE, padding))));
            }
            bands.add(graph.node("Concat", pieces, integer("axis", GraphWriter.WIDTH)));
        }
        return graph.node("Concat", bands, integer("axis", GraphWriter.HEIGHT));
    }

    /**
     * Rows, or columns, of the output with the same kernels.
     *
     * @param start the first row of the image that they depend on, counted from its end if negative
     * @param end exclusive
     * @param taps rows of the second kernels within the first's output
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
            // Without the first row, the rest begin a row above the image.
            Stretch inner =
                    new Stretch(0, Integer.MAX_VALUE, new Part(0, SECOND), new Part(0, FUSED), 1, even ? STRIDE : 1);
            return even ? List.of(TOP, inner) : List.of(TOP, inner, BOTTOM);
        }

        String sliced(GraphWriter graph, String x, int axis) {
            return start == 0 && end == Integer.MAX_VALUE ? x : graph.slice(x, start, end, axis);
        }
    }
}
