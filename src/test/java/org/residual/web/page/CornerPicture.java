package org.residual.web.page;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.imageio.ImageIO;

/** A large black picture with a 7 in one of its corners, of the size of the training digits. */
final class CornerPicture {
    static final int WIDTH = 640;
    static final int HEIGHT = 480;
    private static final int DIGIT = 40;
    private static final int MARGIN = 16;

    private static final int START_OF_IMAGE = 2;
    /** Rotate a quarter clockwise. */
    private static final byte[] ORIENTATION_6 = HexFormat.of()
            .parseHex("ffe10022" + "457869660000" + "49492a0008000000" + "0100" + "1201030001000000" + "06000000"
                    + "00000000");

    private CornerPicture() {}

    /** Writes it as a PNG. */
    static Path png(boolean right, boolean bottom, Path file) throws IOException {
        ImageIO.write(picture(right, bottom), "png", file.toFile());
        return file;
    }

    /** Writes it as a JPEG with rows and columns swapped, as from a camera held upright. */
    static Path turnedJpeg(boolean right, boolean bottom, Path file) throws IOException {
        BufferedImage lying = new BufferedImage(HEIGHT, WIDTH, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = lying.createGraphics();
        graphics.translate(0, WIDTH);
        graphics.rotate(-Math.PI / 2);
        graphics.drawImage(picture(right, bottom), 0, 0, null);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(lying, "jpeg", bytes);
        byte[] jpeg = bytes.toByteArray();
        ByteArrayOutputStream withOrientation = new ByteArrayOutputStream();
        withOrientation.write(jpeg, 0, START_OF_IMAGE);
        withOrientation.writeBytes(ORIENTATION_6);
        withOrientation.write(jpeg, START_OF_IMAGE, jpeg.length - START_OF_IMAGE);
        return Files.write(file, withOrientation.toByteArray());
    }

    private static BufferedImage picture(boolean right, boolean bottom) throws IOException {
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        BufferedImage digit = ImageIO.read(Path.of("samples/seven.png").toFile());
        int x = right ? WIDTH - MARGIN - DIGIT : MARGIN;
        int y = bottom ? HEIGHT - MARGIN - DIGIT : MARGIN;
        graphics.drawImage(digit, x, y, DIGIT, DIGIT, null);
        graphics.dispose();
        return picture;
    }
}
