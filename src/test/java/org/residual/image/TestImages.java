package org.residual.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import org.residual.image.pixel.RgbImage;

/** The files made by {@code src/test/fixtures/images.py}. */
public final class TestImages {
    private static final Path FOLDER = Path.of("src/test/resources/images");

    private TestImages() {}

    /** The names of all files that begin with {@code prefix} and have their pixels beside them. */
    public static List<String> named(String prefix) {
        try (var files = Files.list(FOLDER)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && !name.endsWith(".ppm"))
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                throw new IllegalStateException("There is no test image " + prefix + "*.");
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] encoded(String name) {
        try (InputStream file = TestImages.class.getResourceAsStream("/images/" + name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> lines(String name) {
        return new String(encoded(name), StandardCharsets.US_ASCII).lines().toList();
    }

    /** The known pixels of the image {@code name}. */
    public static RgbImage pixels(String name) {
        byte[] ppm = encoded(name.replaceFirst("\\..*", ".ppm"));
        // "P6", width, height and 255, then the bytes.
        var header = new Scanner(new String(ppm, 0, Math.min(ppm.length, 32), StandardCharsets.ISO_8859_1));
        header.next();
        int width = header.nextInt();
        int height = header.nextInt();
        byte[] pixels = new byte[3 * width * height];
        System.arraycopy(ppm, ppm.length - pixels.length, pixels, 0, pixels.length);
        return new RgbImage(width, height, pixels);
    }

    public static float[] floats(String name) {
        var buffer =
                ByteBuffer.wrap(encoded(name)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** The same numbers as {@code noise} in the script. */
    public static RgbImage noise(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        long state = 12345;
        for (int i = 0; i < pixels.length; i++) {
            state = (state * 1103515245 + 12345) & 0x7fffffff;
            pixels[i] = (byte) (state >> 16);
        }
        return new RgbImage(width, height, pixels);
    }

    public static RgbImage plain(int width, int height, int red, int green, int blue) {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.length; i += 3) {
            pixels[i] = (byte) red;
            pixels[i + 1] = (byte) green;
            pixels[i + 2] = (byte) blue;
        }
        return new RgbImage(width, height, pixels);
    }
}
