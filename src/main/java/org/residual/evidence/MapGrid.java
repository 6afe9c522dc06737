package org.residual.evidence;

import org.residual.image.pixel.Area;

/**
 * The position of a map on the input of a network.
 *
 * @param height rows of positions
 * @param width columns of positions
 * @param area covered by all positions, in pixels of the input: each is centred on its receptive field, so the area may
 *     begin before the input's first pixel and may end before its last
 */
public record MapGrid(int height, int width, Area area) {
    /**
     * For convolutions with half padding: the receptive field of a position is centred on its pixel.
     *
     * @param halvings how often strides halve height and width, rounding up
     * @param height of the input in pixels
     * @param width of the input in pixels
     * @return the grid
     */
    public static MapGrid halved(int halvings, int height, int width) {
        int pitch = 1 << halvings;
        int rows = (height + pitch - 1) / pitch;
        int columns = (width + pitch - 1) / pitch;
        // The first position is centred on the first pixel.
        double start = (1 - pitch) / 2.0;
        return new MapGrid(rows, columns, new Area(start, start, (double) columns * pitch, (double) rows * pitch));
    }

    /**
     * @return how many positions there are
     */
    public int positions() {
        return height * width;
    }
}
