package org.residual.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.residual.image.ImageDecoder;
import org.residual.image.format.ImageRefusedException;

/** The decoder of images. */
class ImageSubject implements Subject {
    private static final Path IMAGES = Path.of("src/test/resources/images");
    private static final int MOST_PIXELS = 1_000_000;

    /** Three for the stored pixels, three upright, four as returned by a library, and some for intermediate data. */
    private static final int MOST_BYTES_A_PIXEL = 16;

    private static final int MOST_COPIES = 8;
    private static final int SMALL_CHANGE = 1 << 20;

    private final ImageDecoder decoder = new ImageDecoder(MOST_PIXELS);
    private final byte[] known;
    private final byte[] ppm;

    /** @param known the name of an image with its pixels in a file */
    ImageSubject(String known) {
        try {
            this.known = Files.readAllBytes(IMAGES.resolve(known));
            this.ppm = Files.readAllBytes(IMAGES.resolve(known.replaceFirst("\\..*", ".ppm")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String read(byte[] input) {
        try {
            decoder.decode(input);
            return TAKEN;
        } catch (ImageRefusedException refused) {
            return refused.getMessage();
        }
    }

    @Override
    public long mostMemory(int length) {
        return SMALL_CHANGE + (long) MOST_COPIES * length + (long) MOST_BYTES_A_PIXEL * MOST_PIXELS;
    }

    @Override
    public void readKnown() {
        byte[] pixels = decoder.decode(known).pixels();
        byte[] expected = Arrays.copyOfRange(ppm, ppm.length - pixels.length, ppm.length);
        if (!Arrays.equals(pixels, expected)) {
            throw new AssertionError("A good image has other pixels than it had.");
        }
    }
}
