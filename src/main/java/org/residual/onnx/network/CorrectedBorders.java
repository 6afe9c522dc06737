package org.residual.onnx.network;

import static org.residual.onnx.network.GraphWriter.HEIGHT;
import static org.residual.onnx.network.GraphWriter.WIDTH;
import static org.residual.onnx.network.Stem.FIRST;
import static org.residual.onnx.network.Stem.FUSED;
import static org.residual.onnx.network.Stem.SECOND;
import static org.residual.onnx.network.Stem.STRIDE;

import java.util.List;
import org.residual.onnx.network.Filters.Part;

/**
 * Subtracts the surplus of the fused convolution at the borders. This needs only convolutions and sums, which the
 * runtime computes without leaving its own layout of features; a layer that leaves it anyway is faster with
 * {@link JoinedBorders}.
 */
final class CorrectedBorders implements Borders {
    private static final Part ALL_TAPS = new Part(0, SECOND);
    private static final Part WHOLE_KERNEL = new Part(0, FUSED);

    @Override
    public String fused(GraphWriter graph, Filters first, Filters second, Extent size) {
        Extent answer = size.halved();
        List<Side> vertical = Side.of(size.height());
        List<Side> horizontal = Side.of(size.width());
        Padding padding = new Padding(Side.BEFORE, Side.BEFORE, Side.behind(size.height()), Side.behind(size.width()));
        Filters taken = second.times(-1);
        Filters givenBack = second.times(1);
        String sum = graph.convolution(GraphWriter.INPUT, second.after(first, ALL_TAPS, ALL_TAPS), STRIDE, padding);
        for (Side row : vertical) {
            String strip = row.sliced(graph, GraphWriter.INPUT, HEIGHT);
            Filters kernels = taken.after(first, row.tap, ALL_TAPS).cut(row.kernel, WHOLE_KERNEL);
            String line = graph.convolution(strip, kernels, STRIDE, padding.ofColumns());
            sum = added(
                    graph, sum, line, kernels.out(), row.around(answer.height()).ofRows());
        }
        for (Side column : horizontal) {
            String strip = column.sliced(graph, GraphWriter.INPUT, WIDTH);
            Filters kernels = taken.after(first, ALL_TAPS, column.tap).cut(WHOLE_KERNEL, column.kernel);
            String line = graph.convolution(strip, kernels, STRIDE, padding.ofRows());
            for (Side row : vertical) {
                // The corner, which row and column have both subtracted.
                Filters corner = givenBack.after(first, row.tap, column.tap).cut(row.kernel, column.kernel);
                String dot = graph.convolution(row.sliced(graph, strip, HEIGHT), corner, STRIDE, Padding.NONE);
                line = added(
                        graph,
                        line,
                        dot,
                        corner.out(),
                        row.around(answer.height()).ofRows());
            }
            sum = added(
                    graph,
                    sum,
                    line,
                    kernels.out(),
                    column.around(answer.width()).ofColumns());
        }
        return graph.node("Relu", List.of(sum));
    }

    /** Adds a part of a sum, which a convolution that only moves it places among zeros. */
    private static String added(GraphWriter graph, String sum, String part, int channels, Padding zeros) {
        String placed = graph.convolution(part, Filters.identity(channels), 1, zeros);
        return graph.node("Add", List.of(sum, placed));
    }

    /**
     * The first or the last row, or column, of the output.
     *
     * @param first which of them
     * @param tap the row of the second kernels outside the first's output
     * @param kernel rows of the fused kernels that it reads the image with
     */
    private record Side(boolean first, Part tap, Part kernel) {
        static final int BEFORE = FUSED / 2;

        private static final Side FIRST_ONE = new Side(true, new Part(0, 1), new Part(BEFORE, FIRST));
        private static final Side LAST_ONE =
                new Side(false, new Part(SECOND - 1, SECOND), new Part(FUSED - FIRST, FUSED - BEFORE));

        static List<Side> of(int size) {
            return size % STRIDE == 0 ? List.of(FIRST_ONE) : List.of(FIRST_ONE, LAST_ONE);
        }

        /** Rows of zeros that the fused convolution sees below the image. */
        static int behind(int size) {
            return size % STRIDE == 0 ? BEFORE - 1 : BEFORE;
        }

        String sliced(GraphWriter graph, String x, int axis) {
            int rows = kernel.size();
            return first ? graph.slice(x, 0, rows, axis) : graph.slice(x, -rows, Integer.MAX_VALUE, axis);
        }

        /** Replicates one row. */
        Padding around(int rows) {
            int before = first ? 0 : rows - 1;
            int behind = rows - 1 - before;
            return new Padding(before, before, behind, behind);
        }
    }
}
