package org.residual.training.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.residual.image.pixel.RgbImage;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.training.data.LabelledImages.Entry;

/**
 * Many small images of equal size in one, row by row, the classes one after another from the top.
 *
 * @param tileHeight height of a small image in pixels
 * @param tileWidth width of a small image in pixels
 * @param rowsPerClass rows per class
 * @param validationColumns columns, counted from the right, for validation
 */
public record ContactSheet(int tileHeight, int tileWidth, int rowsPerClass, int validationColumns) {
    public ContactSheet {
        if (tileHeight < 1 || tileWidth < 1 || rowsPerClass < 1 || validationColumns < 0) {
            throw new IllegalArgumentException(
                    "A contact sheet needs tiles of at least 1 x 1 pixels, at least 1 row per class, and 0 or more "
                            + "columns for validation.");
        }
    }

    /**
     * @param sheet the large image
     * @param preprocessing of each tile
     * @param cache for the tiles
     * @return the tiles; the classes are labelled 0, 1, 2 and so on
     * @throws IllegalArgumentException if the sheet does not divide into such tiles and classes
     * @throws IOException if the cache cannot be written
     */
    public TrainingData cut(RgbImage sheet, Preprocessing preprocessing, PixelCache cache) throws IOException {
        long classHeight = (long) tileHeight * rowsPerClass;
        int columns = sheet.width() / tileWidth;
        if (sheet.width() % tileWidth != 0 || sheet.height() % classHeight != 0 || validationColumns >= columns) {
            throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "A sheet of %d x %d pixels does not divide into tiles of %d x %d, %d rows",
                            sheet.width(),
                            sheet.height(),
                            tileWidth,
                            tileHeight,
                            rowsPerClass)
                    + " a class, " + validationColumns + " columns for validation.");
        }
        int classes = Math.toIntExact(sheet.height() / classHeight);
        List<Entry> training = new ArrayList<>();
        List<Entry> validation = new ArrayList<>();
        for (int row = 0; row < classes * rowsPerClass; row++) {
            for (int column = 0; column < columns; column++) {
                int number = cache.add(preprocessing.toPixels(tile(sheet, row, column)));
                Entry tile = new Entry(number, row / rowsPerClass, "row " + row + ", column " + column);
                (column < columns - validationColumns ? training : validation).add(tile);
            }
        }
        return new TrainingData(
                new LabelledImages(cache, training),
                new LabelledImages(cache, validation),
                IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    }

    private RgbImage tile(RgbImage sheet, int row, int column) {
        byte[] pixels = new byte[3 * tileWidth * tileHeight];
        for (int y = 0; y < tileHeight; y++) {
            int from = 3 * ((row * tileHeight + y) * sheet.width() + column * tileWidth);
            System.arraycopy(sheet.pixels(), from, pixels, 3 * y * tileWidth, 3 * tileWidth);
        }
        return new RgbImage(tileWidth, tileHeight, pixels);
    }
}
