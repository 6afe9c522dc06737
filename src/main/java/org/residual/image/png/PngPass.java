package org.residual.image.png;

import java.util.List;

/** A pass of an interlaced image: a grid of pixels, by its first pixel and its steps to the right and down. */
record PngPass(int left, int top, int right, int down) {
    static final List<PngPass> WHOLE = List.of(new PngPass(0, 0, 1, 1));

    static final List<PngPass> ADAM7 = List.of(
            new PngPass(0, 0, 8, 8),
            new PngPass(4, 0, 8, 8),
            new PngPass(0, 4, 4, 8),
            new PngPass(2, 0, 4, 4),
            new PngPass(0, 2, 2, 4),
            new PngPass(1, 0, 2, 2),
            new PngPass(0, 1, 1, 2));

    int columns(int width) {
        return (width - left + right - 1) / right;
    }
}
