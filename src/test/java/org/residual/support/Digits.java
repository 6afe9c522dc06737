package org.residual.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.residual.support.ServiceClient.FilePart;
import tools.jackson.databind.JsonNode;

/** The digits that the shipped models were not trained on: 15 columns of 50 rows. */
public final class Digits {
    private static final Path SHEET = Path.of("samples/digits.png");
    private static final int TILE = 20;
    private static final int ROWS_PER_CLASS = 5;
    private static final int FIRST_VALIDATION_COLUMN = 75;
    private static final int A_REQUEST = 50;

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

    /**
     * @param model to classify all of them, some at a time
     * @return its accuracy
     */
    public static double accuracy(ServiceClient client, String model) throws IOException {
        List<Digit> digits = validation();
        assertThat(digits).hasSize(750);
        int right = 0;
        for (int start = 0; start < digits.size(); start += A_REQUEST) {
            List<Digit> some = digits.subList(start, start + A_REQUEST);
            List<FilePart> parts = new ArrayList<>();
            some.forEach(digit -> parts.add(FilePart.image("digit.png", digit.png())));
            JsonNode predictions = client.predict("/models/" + model + "/predict", parts)
                    .json()
                    .path("predictions");
            assertThat(predictions.size()).isEqualTo(A_REQUEST);
            for (int i = 0; i < A_REQUEST; i++) {
                right += predictions.get(i).path("argmax").intValue()
                                == some.get(i).label()
                        ? 1
                        : 0;
            }
        }
        return (double) right / digits.size();
    }
}
