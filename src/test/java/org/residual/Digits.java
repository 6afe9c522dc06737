package org.residual;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** The digits that the shipped models were not trained on: 15 columns of 50 rows. */
public final class Digits {
    private static final Path SHEET = Path.of("samples/digits.png");
    private static final int TILE = 20;
    private static final int ROWS_PER_CLASS = 5;
    private static final int FIRST_VALIDATION_COLUMN = 75;

    private Digits() {}

    /** A digit as a PNG file. */
    public record Digit(int label, byte[] png) {}

    public static List<Digit> validation() throws IOException {
        BufferedImage sheet = ImageIO.read(SHEET.toFile());
        List<Digit> digits = new ArrayList<>();
        for (int row = 0; row < sheet.getHeight() / TILE; row++) {
            for (int column = FIRST_VALIDATION_COLUMN; column < sheet.getWidth() / TILE; column++) {
                ByteArrayOutputStream png = new ByteArrayOutputStream();
                ImageIO.write(sheet.getSubimage(column * TILE, row * TILE, TILE, TILE), "png", png);
                digits.add(new Digit(row / ROWS_PER_CLASS, png.toByteArray()));
            }
        }
        return digits;
    }
}
