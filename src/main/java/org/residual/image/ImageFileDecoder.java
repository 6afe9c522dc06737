package org.residual.image;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.Preprocessing;

/** Decodes files, one at a time; an image that does not fit on the heap is refused before memory is taken for it. */
public final class ImageFileDecoder {
    private static final long MOST_PIXELS = 100_000_000;
    /** The part of the heap that is left to everything else. */
    private static final long RESERVED = 48 << 20;

    private final ImageDecoder decoder = new ImageDecoder(MOST_PIXELS);

    /**
     * @param file an image
     * @return its pixels
     * @throws ImageRefusedException if it is not a supported image, is damaged, too large or a broken link, or must not
     *     be read
     * @throws IOException if the disk fails
     */
    public RgbImage decode(Path file) throws IOException {
        return decode(file, image -> image, size -> 0);
    }

    /**
     * The same, keeping room on the heap for the preprocessing, and skipping pixels that it does not need.
     *
     * @param preprocessing of the pixels
     * @throws ImageRefusedException also if the image is too small for it
     */
    public RgbImage decode(Path file, Preprocessing preprocessing) throws IOException {
        return decode(file, preprocessing::drafted, preprocessing::memory);
    }

    private RgbImage decode(Path file, UnaryOperator<EncodedImage> draft, ToLongFunction<Size> more)
            throws IOException {
        byte[] bytes = bytes(file);
        EncodedImage image = draft.apply(decoder.open(bytes));
        requireHeap(bytes.length + image.memory().heap() + image.size().samples() + more.applyAsLong(image.size()));
        return image.decode();
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            requireHeap(Files.size(file));
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw refused("The file is a broken link, or was removed.");
        } catch (AccessDeniedException e) {
            throw refused("No permission to read the file.");
        }
    }

    private static void requireHeap(long bytes) {
        long most = Runtime.getRuntime().maxMemory() - RESERVED;
        if (bytes > most) {
            throw refused(String.format(
                    Locale.ROOT,
                    "The image takes %d MB of memory, of which there are %d MB: raise -Xmx.",
                    bytes >> 20,
                    Math.max(most, 0) >> 20));
        }
    }

    private static ImageRefusedException refused(String sentence) {
        return new ImageRefusedException(ImageRefusedException.Reason.BROKEN, sentence);
    }
}
