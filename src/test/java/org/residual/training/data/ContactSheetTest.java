package org.residual.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.training.data.Pictures.Picture;

/** Sheets whose pixel at row y and column x is (y, x, 7), so that a tile shows where it was cut. */
class ContactSheetTest {
    private static final int HEIGHT = 24;
    private static final int WIDTH = 20;
    private static final ContactSheet FITTING = new ContactSheet(4, 5, 2, 1);

    private static RgbImage sheet(int height, int width) {
        byte[] pixels = new byte[3 * height * width];
        for (int i = 0; i < height * width; i++) {
            pixels[3 * i] = (byte) (i / width);
            pixels[3 * i + 1] = (byte) (i % width);
            pixels[3 * i + 2] = 7;
        }
        return new RgbImage(width, height, pixels);
    }

    private static TrainingData cut(ContactSheet sheet, RgbImage image) throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        PixelCache cache = PixelCache.in(folder, new Size(sheet.tileHeight(), sheet.tileWidth()));
        return sheet.cut(image, Preprocessing.none(), cache);
    }

    /** Image and class of each tile. */
    private static List<Picture> tiles(LabelledImages images) {
        return IntStream.range(0, images.size())
                .mapToObj(i -> new Picture(images.image(i), images.label(i)))
                .toList();
    }

    /** The row and the column that a tile's first pixel had on the sheet. */
    private static List<Integer> corner(Picture tile) {
        byte[] pixels = tile.image().pixels();
        return List.of((int) pixels[0], (int) pixels[1]);
    }

    private static List<List<Integer>> corners(int height, int width, int firstColumn, int lastColumn) {
        List<List<Integer>> corners = new ArrayList<>();
        for (int y = 0; y < HEIGHT; y += height) {
            for (int x = firstColumn * width; x <= lastColumn * width; x += width) {
                corners.add(List.of(y, x));
            }
        }
        return corners;
    }

    @Test
    void keepsTheLastColumnsForValidation() throws IOException {
        TrainingData images = cut(FITTING, sheet(HEIGHT, WIDTH));
        assertThat(tiles(images.training()))
                .extracting(ContactSheetTest::corner)
                .containsExactlyElementsOf(corners(4, 5, 0, 2));
        assertThat(tiles(images.validation()))
                .extracting(ContactSheetTest::corner)
                .containsExactlyElementsOf(corners(4, 5, 3, 3));
    }

    @Test
    void cutsEveryPixelOfATile() throws IOException {
        for (Picture tile : tiles(cut(FITTING, sheet(HEIGHT, WIDTH)).training())) {
            assertThat(tile.image().height()).isEqualTo(4);
            assertThat(tile.image().width()).isEqualTo(5);
            byte[] expected = new byte[3 * 4 * 5];
            for (int i = 0; i < 4 * 5; i++) {
                expected[3 * i] = (byte) (corner(tile).get(0) + i / 5);
                expected[3 * i + 1] = (byte) (corner(tile).get(1) + i % 5);
                expected[3 * i + 2] = 7;
            }
            assertThat(tile.image().pixels()).isEqualTo(expected);
        }
    }

    @Test
    void labelsTheRowsOfAClassFromTheTop() throws IOException {
        TrainingData images = cut(FITTING, sheet(HEIGHT, WIDTH));
        assertThat(images.labels()).containsExactly("0", "1", "2");
        assertThat(tiles(images.training()))
                .allSatisfy(
                        tile -> assertThat(tile.label()).isEqualTo(corner(tile).get(0) / 8));
        assertThat(images.validation().labels()).containsExactly(0, 0, 1, 1, 2, 2);
    }

    @Test
    void mayKeepNothingForValidation() throws IOException {
        TrainingData images = cut(new ContactSheet(4, 5, 2, 0), sheet(HEIGHT, WIDTH));
        assertThat(images.training().size()).isEqualTo(24);
        assertThat(images.validation().isEmpty()).isTrue();
    }

    @ParameterizedTest(name = "{0}x{1} pixels, {2} columns for validation")
    @CsvSource({"24, 21, 1", "25, 20, 1", "20, 20, 1", "4, 20, 1", "24, 20, 4", "24, 20, 5", "24, 4, 0"})
    void refusesASheetThatDoesNotDivide(int height, int width, int validationColumns) {
        ContactSheet sheet = new ContactSheet(4, 5, 2, validationColumns);
        assertThatThrownBy(() -> cut(sheet, sheet(height, width)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(width + " x " + height + " pixels does not divide");
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 2, 1", "4, 0, 2, 1", "4, 5, 0, 1", "4, 5, 2, -1", "-4, 5, 2, 1"})
    void refusesTilesThatAreNone(int tileHeight, int tileWidth, int rowsPerClass, int validationColumns) {
        assertThatThrownBy(() -> new ContactSheet(tileHeight, tileWidth, rowsPerClass, validationColumns))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
