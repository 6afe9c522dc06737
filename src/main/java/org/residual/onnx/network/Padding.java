package org.residual.onnx.network;

/** Rows and columns of zeros around what is convolved. */
record Padding(int top, int left, int bottom, int right) {
    static Padding around(int rows) {
        return new Padding(rows, rows, rows, rows);
    }
}
