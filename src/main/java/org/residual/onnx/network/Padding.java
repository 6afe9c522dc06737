package org.residual.onnx.network;

/** Rows and columns of zeros around the input of a convolution. */
record Padding(int top, int left, int bottom, int right) {
    static final Padding NONE = around(0);

    static Padding around(int rows) {
        return new Padding(rows, rows, rows, rows);
    }

    /** The rows of it. */
    Padding ofRows() {
        return new Padding(top, 0, bottom, 0);
    }

    /** The columns of it. */
    Padding ofColumns() {
        return new Padding(0, left, 0, right);
    }
}
