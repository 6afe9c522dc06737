package org.residual.training.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;
import org.residual.training.data.LabelledImages.Entry;

/**
 * Two classes that are easy to distinguish: noise that is bright at the top, and noise that is bright at the bottom.
 */
public final class Pictures {
    public static final int SIZE = 12;
    static final int CLASSES = 2;

    private Pictures() {}

    /** An image and its class. */
    public record Picture(RgbImage image, int label) {}

    /** A cache for them, in the system's folder for temporary files. */
    public static PixelCache cache() throws IOException {
        return PixelCache.in(Path.of(System.getProperty("java.io.tmpdir")), new Size(SIZE, SIZE));
    }

    public static LabelledImages in(PixelCache cache, List<Picture> pictures) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Picture picture : pictures) {
            entries.add(new Entry(cache.add(picture.image()), picture.label(), "picture " + entries.size()));
        }
        return new LabelledImages(cache, entries);
    }

    public static RgbImage picture(int label, Random random) {
        byte[] pixels = new byte[3 * SIZE * SIZE];
        for (int i = 0; i < SIZE * SIZE; i++) {
            boolean bright = i < SIZE * SIZE / 2 == (label == 0);
            for (int colour = 0; colour < 3; colour++) {
                pixels[3 * i + colour] = (byte) ((bright ? 150 : 0) + random.nextInt(100));
            }
        }
        return new RgbImage(SIZE, SIZE, pixels);
    }

    public static List<Picture> pictures(int perClass, long seed) {
        Random random = new Random(seed);
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < CLASSES * perClass; i++) {
            pictures.add(new Picture(picture(i % CLASSES, random), i % CLASSES));
        }
        return pictures;
    }

    public static TrainingData set(PixelCache cache, int training, int validation) throws IOException {
        return new TrainingData(
                in(cache, pictures(training, 1)), in(cache, pictures(validation, 2)), List.of("top", "bottom"));
    }

    public static void writePng(Path file, RgbImage image) throws IOException {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.pixels();
        for (int i = 0; i < image.width() * image.height(); i++) {
            int rgb = (pixels[3 * i] & 0xff) << 16 | (pixels[3 * i + 1] & 0xff) << 8 | pixels[3 * i + 2] & 0xff;
            buffered.setRGB(i % image.width(), i / image.width(), rgb);
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(buffered, "png", file.toFile());
    }

    /** A folder for each class. */
    public static Path writeFolders(Path root, int perClass) throws IOException {
        List<Picture> pictures = pictures(perClass, 1);
        for (int i = 0; i < pictures.size(); i++) {
            String folder = pictures.get(i).label() == 0 ? "a top" : "bottom";
            writePng(root.resolve(folder).resolve(i + ".png"), pictures.get(i).image());
        }
        return root;
    }

    /** A contact sheet with two rows per class. */
    public static Path writeSheet(Path file, int columns) throws IOException {
        Random random = new Random(1);
        int rows = 2 * CLASSES;
        byte[] pixels = new byte[3 * SIZE * SIZE * rows * columns];
        for (int tile = 0; tile < rows * columns; tile++) {
            byte[] picture = picture(tile / (2 * columns), random).pixels();
            for (int y = 0; y < SIZE; y++) {
                int at = 3 * SIZE * ((tile / columns * SIZE + y) * columns + tile % columns);
                System.arraycopy(picture, 3 * SIZE * y, pixels, at, 3 * SIZE);
            }
        }
        writePng(file, new RgbImage(SIZE * columns, SIZE * rows, pixels));
        return file;
    }
}
