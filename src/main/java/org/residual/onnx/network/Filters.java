package org.residual.onnx.network;

import java.util.Arrays;

/**
 * The parameters of a convolution.
 *
 * @param out channels out
 * @param in channels in
 * @param height of a kernel
 * @param width of a kernel
 * @param weights the kernels, [out, in, height, width]
 * @param offsets added to each channel out
 */
record Filters(int out, int in, int height, int width, double[] weights, double[] offsets) {
    static final int COLOURS = 3;

    /** A range of rows or columns of a kernel, from the first to the one before {@code end}. */
    record Part(int start, int end) {
        int size() {
            return end - start;
        }
    }

    private static Filters zeros(int out, int in, int height, int width) {
        return new Filters(out, in, height, width, new double[out * in * height * width], new double[out]);
    }

    /** Identity kernels of 1x1. */
    static Filters identity(int channels) {
        Filters same = zeros(channels, channels, 1, 1);
        for (int i = 0; i < channels; i++) {
            same.weights[i * channels + i] = 1;
        }
        return same;
    }

    private int index(int o, int i, int row, int column) {
        return ((o * in + i) * height + row) * width + column;
    }

    /** The same with channels of zeros appended. */
    Filters widened(int wideOut, int wideIn) {
        Filters wide = zeros(wideOut, wideIn, height, width);
        int area = height * width;
        for (int o = 0; o < out; o++) {
            System.arraycopy(weights, o * in * area, wide.weights, o * wideIn * area, in * area);
        }
        System.arraycopy(offsets, 0, wide.offsets, 0, out);
        return wide;
    }

    /** The same with an output channel of ones appended. */
    Filters withOnes() {
        Filters more = widened(out + NetworkWeights.MULTIPLE, in);
        more.offsets[out] = 1;
        return more;
    }

    /**
     * The same for features with shifts still to be added, followed by a channel of ones. The ones end at the features'
     * border, so the zeros around them stay zeros.
     *
     * @param shifts the numbers
     */
    Filters adding(double[] shifts) {
        Filters more = widened(out, in + NetworkWeights.MULTIPLE);
        int area = height * width;
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < area; k++) {
                    more.weights[more.index(o, in, 0, k)] += shifts[i] * weights[index(o, i, 0, k)];
                }
            }
        }
        return more;
    }

    /** The kernels times a factor, without offsets. */
    Filters times(double factor) {
        double[] products = Arrays.stream(weights).map(value -> value * factor).toArray();
        return new Filters(out, in, height, width, products, new double[out]);
    }

    /** The same with each channel out times a factor, plus a number. */
    Filters scaled(double[] factors, double[] shifts) {
        double[] products = weights.clone();
        double[] sums = offsets.clone();
        int each = in * height * width;
        for (int o = 0; o < out; o++) {
            for (int k = o * each; k < (o + 1) * each; k++) {
                products[k] *= factors[o];
            }
            sums[o] = sums[o] * factors[o] + shifts[o];
        }
        return new Filters(out, in, height, width, products, sums);
    }

    /** Kernels of these rows and columns alone. */
    Filters cut(Part rows, Part columns) {
        Filters part = new Filters(
                out, in, rows.size(), columns.size(), new double[out * in * rows.size() * columns.size()], offsets);
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int row = 0; row < rows.size(); row++) {
                    int from = index(o, i, rows.start() + row, columns.start());
                    System.arraycopy(weights, from, part.weights, part.index(o, i, row, 0), columns.size());
                }
            }
        }
        return part;
    }

    /**
     * The convolution that does in one step what another and this one do in two, with nothing between them.
     *
     * @param first the other
     * @param rows of these kernels that count; the others see nothing
     * @param columns of these kernels that count
     */
    Filters after(Filters first, Part rows, Part columns) {
        Filters both = zeros(out, first.in, height + first.height - 1, width + first.width - 1);
        System.arraycopy(offsets, 0, both.offsets, 0, out);
        for (int o = 0; o < out; o++) {
            for (int middle = 0; middle < in; middle++) {
                for (int row = rows.start(); row < rows.end(); row++) {
                    for (int column = columns.start(); column < columns.end(); column++) {
                        double factor = weights[index(o, middle, row, column)];
                        both.offsets[o] += factor * first.offsets[middle];
                        both.addTo(o, row, column, first, middle, factor);
                    }
                }
            }
        }
        return both;
    }

    /** Adds the kernels for another's channel out, times a factor, to those for a channel out of this. */
    private void addTo(int o, int top, int left, Filters other, int otherOut, double factor) {
        for (int i = 0; i < in; i++) {
            for (int row = 0; row < other.height; row++) {
                for (int column = 0; column < other.width; column++) {
                    weights[index(o, i, top + row, left + column)] +=
                            factor * other.weights[other.index(otherOut, i, row, column)];
                }
            }
        }
    }

    /** Multiply-adds for each position of the output. */
    double work() {
        return (double) out * in * height * width;
    }
}
