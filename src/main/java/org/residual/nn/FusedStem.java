package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.residual.nn.layer.Kernels;

/**
 * The first 5x5 convolution of a network and the 3x3 convolution of its first layer, fused into one of 7x7, since
 * nothing is between them. That is half the work, and saves writing and reading an array of the full height and width.
 *
 * <p>At the borders the results differ. The second convolution treats values outside the first's output as 0, whereas
 * the fused one sees what the first would have computed there. With a stride of 2 and an even height and width this
 * affects only the first row and column, where the difference is subtracted.
 */
final class FusedStem {
    private static final int FIRST = 5;
    private static final int SECOND = 3;
    private static final int FUSED = FIRST + SECOND - 1;
    /** The part of the first kernel that still covers the image when it is centred next to its border, outside. */
    private static final int OVER = FIRST / 2;

    private static final Shape STRIDE = new Shape(2, 2);
    private static final Shape STRIDE_OF_ONE = new Shape(1, 1);
    private static final NDIndex ROWS_AT_TOP = new NDIndex(":, :, 0:2, :");
    private static final NDIndex COLUMNS_AT_LEFT = new NDIndex(":, :, :, 0:2");
    private static final NDIndex FIRST_ROW = new NDIndex(":, :, 0:1, :");
    private static final NDIndex FIRST_COLUMN = new NDIndex(":, :, :, 0:1");
    /** With fewer pixels the borders take longer than the fusion saves. */
    private static final long LEAST_PIXELS = 8192;
    /** With more than this share of the original work, the fusion is not worth the borders. */
    private static final double MOST_WORK = 0.8;

    private final Kernels fused;
    private final Kernels top;
    private final Kernels outerColumn;
    private final Kernels left;

    private FusedStem(NDManager owner, Weights first, Weights second, float[] firstOffsets, float[] secondOffsets) {
        int out = second.out;
        int in = first.in;
        double[] seen = second.appliedTo(firstOffsets, SECOND);
        for (int o = 0; o < secondOffsets.length; o++) {
            seen[o] += secondOffsets[o];
        }
        double[] seenAtTop = second.appliedTo(firstOffsets, 1);
        this.fused = new Kernels(
                array(owner, second.after(first, 0, SECOND), 1, new Shape(out, in, FUSED, FUSED)),
                array(owner, seen, 1, new Shape(out)),
                STRIDE,
                new Shape(FUSED / 2, FUSED / 2));
        // Of the row above the image, seen by the upper row of the second kernel. Its lower two rows cover the image.
        this.top = new Kernels(
                array(owner, second.after(first, FIRST - OVER, 1), -1, new Shape(out, in, OVER, FUSED)),
                array(owner, seenAtTop, -1, new Shape(out)),
                STRIDE,
                new Shape(0, FUSED / 2));
        // The column left of the image, with the left column of the second kernel. Both are transposed: the engine is
        // several times as fast along rows as along columns.
        this.outerColumn = new Kernels(
                lying(array(owner, first.columns(FIRST - OVER, FIRST), 1, new Shape(first.out, in, FIRST, OVER))),
                owner.create(firstOffsets),
                STRIDE_OF_ONE,
                new Shape(0, FIRST / 2));
        this.left = new Kernels(
                lying(array(owner, second.columns(0, 1), -1, new Shape(out, first.out, SECOND, 1))),
                null,
                STRIDE,
                new Shape(0, SECOND / 2));
    }

    /**
     * @param owner of the new arrays
     * @param first 5x5, stride 1, with offsets
     * @param second 3x3, stride 2, with or without offsets
     * @return the fused convolution; empty if it would not save work
     */
    static Optional<FusedStem> of(NDManager owner, Kernels first, Kernels second) {
        Weights firstWeights = new Weights(first.weights());
        Weights secondWeights = new Weights(second.weights());
        // Multiply-adds for each position of the second's output.
        double apart = 4.0 * FIRST * FIRST * firstWeights.in * firstWeights.out
                + (double) SECOND * SECOND * secondWeights.in * secondWeights.out;
        double together = (double) FUSED * FUSED * firstWeights.in * secondWeights.out;
        return together > MOST_WORK * apart
                ? Optional.empty()
                : Optional.of(new FusedStem(owner, firstWeights, secondWeights, offsets(first), offsets(second)));
    }

    private static float[] offsets(Kernels kernels) {
        return kernels.offsets() == null ? new float[0] : kernels.offsets().toFloatArray();
    }

    /**
     * @param images the shape of images
     * @return whether the fused convolution can process them, faster than both convolutions
     */
    static boolean suits(Shape images) {
        long height = images.get(2);
        long width = images.get(3);
        return height % 2 == 0 && width % 2 == 0 && images.get(0) * height * width >= LEAST_PIXELS;
    }

    /** From [batch, in, height, width], both even, to [batch, out, height / 2, width / 2]. */
    NDArray convolve(NDArray images) {
        NDArray answer = fused.convolve(images);
        answer.get(FIRST_ROW).addi(top.convolve(images.get(ROWS_AT_TOP)));
        NDArray column = left.convolve(outerColumn.convolve(onItsSide(images.get(COLUMNS_AT_LEFT))));
        answer.get(FIRST_COLUMN).addi(onItsSide(column));
        return answer;
    }

    /** Transposes height and width. */
    private static NDArray onItsSide(NDArray x) {
        return x.transpose(0, 1, 3, 2);
    }

    /** The same for kernels, in the engine's layout. */
    private static NDArray lying(NDArray kernels) {
        return ImageLayout.channelsLast(onItsSide(kernels));
    }

    private static NDArray array(NDManager owner, double[] values, int sign, Shape shape) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) (sign * values[i]);
        }
        NDArray array = owner.create(rounded, shape);
        return shape.dimension() == NetworkConversion.KERNELS ? ImageLayout.channelsLast(array) : array;
    }

    /** Square kernels [out, in, side, side]. */
    private static final class Weights {
        private final int out;
        private final int in;
        private final int side;
        private final float[] values;

        Weights(NDArray kernels) {
            Shape shape = kernels.getShape();
            this.out = Math.toIntExact(shape.get(0));
            this.in = Math.toIntExact(shape.get(1));
            this.side = Math.toIntExact(shape.get(2));
            this.values = kernels.toFloatArray();
        }

        private double at(int o, int i, int row, int column) {
            return values[((o * in + i) * side + row) * side + column];
        }

        /** Their columns with these indexes, [out, in, side, columns]. */
        double[] columns(int from, int to) {
            double[] chosen = new double[out * in * side * (to - from)];
            int position = 0;
            for (int row = 0; row < out * in * side; row++) {
                for (int column = from; column < to; column++) {
                    chosen[position++] = values[row * side + column];
                }
            }
            return chosen;
        }

        /** The output of their first rows for an input of equal values, [out]. */
        double[] appliedTo(float[] everywhere, int rows) {
            double[] sums = new double[out];
            for (int o = 0; o < out; o++) {
                for (int i = 0; i < in; i++) {
                    for (int position = 0; position < rows * side; position++) {
                        sums[o] += at(o, i, position / side, position % side) * everywhere[i];
                    }
                }
            }
            return sums;
        }

        /**
         * Kernels that do in one step what others and the first rows of these do in two.
         *
         * @param from the first row of the others that counts
         * @return [out, others' in, others' rows that count + rows - 1, side + others' side - 1]
         */
        double[] after(Weights others, int from, int rows) {
            int height = others.side - from + rows - 1;
            int width = others.side + side - 1;
            double[] both = new double[out * others.in * height * width];
            for (int o = 0; o < out; o++) {
                for (int middle = 0; middle < in; middle++) {
                    for (int position = 0; position < rows * side; position++) {
                        int row = position / side;
                        int column = position % side;
                        double factor = at(o, middle, row, column);
                        for (int i = 0; i < others.in; i++) {
                            int corner = ((o * others.in + i) * height + row) * width + column;
                            others.addTo(both, corner, width, middle, i, from, factor);
                        }
                    }
                }
            }
            return both;
        }

        private void addTo(double[] sums, int corner, int width, int o, int i, int from, double factor) {
            for (int row = from; row < side; row++) {
                for (int column = 0; column < side; column++) {
                    sums[corner + (row - from) * width + column] += factor * at(o, i, row, column);
                }
            }
        }
    }
}
