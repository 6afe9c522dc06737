package org.residual.image.format;

import java.io.IOException;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.residual.image.orientation.Orientation;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/** An image whose header has been read, with nothing decoded yet. */
public final class EncodedImage {
    private final ImageFormat format;
    private final Size stored;
    private final Orientation orientation;
    private final DecodingMemory memory;
    private final PixelSource pixels;
    /** Null if its decoder cannot skip pixels. */
    private final @Nullable IntFunction<EncodedImage> shrunk;

    /** Decodes the pixels as stored. */
    @FunctionalInterface
    public interface PixelSource {
        /**
         * @throws ImageRefusedException for a known error
         * @throws IOException if the file is corrupt; any {@link RuntimeException} means the same
         */
        RgbImage decode() throws IOException;
    }

    /**
     * @param stored the size before the orientation is applied
     * @param memory to decode the pixels as stored
     */
    public EncodedImage(
            ImageFormat format, Size stored, Orientation orientation, DecodingMemory memory, PixelSource pixels) {
        this(format, stored, orientation, memory, pixels, null);
    }

    private EncodedImage(
            ImageFormat format,
            Size stored,
            Orientation orientation,
            DecodingMemory memory,
            PixelSource pixels,
            @Nullable IntFunction<EncodedImage> shrunk) {
        this.format = format;
        this.stored = stored;
        this.orientation = orientation;
        this.memory = memory;
        this.pixels = pixels;
        this.shrunk = shrunk;
    }

    /**
     * @param times makes the image with width and height divided by 2, 4 or 8
     * @return the same image, which can be drafted
     */
    public EncodedImage shrinkable(IntFunction<EncodedImage> times) {
        return new EncodedImage(format, stored, orientation, memory, pixels, times);
    }

    /**
     * Skips pixels before they are decoded, as {@code Image.draft} of Pillow does: width and height are divided by 8, 4
     * or 2 (rounded up), the largest divisor that leaves both at least this long.
     *
     * @param side in pixels, at least 1
     * @return the smaller image; this one if it is too small, or its decoder cannot skip pixels
     */
    public EncodedImage drafted(int side) {
        int times = Math.min(stored.height(), stored.width()) / side;
        if (shrunk == null || times < 2) {
            return this;
        }
        return shrunk.apply(Math.min(8, Integer.highestOneBit(times)));
    }

    /**
     * @return the size of the picture, upright
     */
    public Size size() {
        return orientation.upright(stored);
    }

    /**
     * @return its format
     */
    public ImageFormat format() {
        return format;
    }

    /** @return most memory of {@link #decode} */
    public DecodingMemory memory() {
        // Turning it needs a second picture.
        long turned = orientation == Orientation.NORMAL ? 0 : 2 * stored.samples();
        return new DecodingMemory(Math.max(memory.heap(), turned), memory.outside());
    }

    /**
     * @return the pixels
     * @throws ImageRefusedException if the image is damaged or incomplete
     */
    public RgbImage decode() {
        try {
            return orientation.upright(pixels.decode());
        } catch (ImageRefusedException refused) {
            throw refused;
        } catch (IOException | RuntimeException e) {
            throw undecodable(format, e);
        }
    }

    /** The exceptions of a decoder for malicious bytes are unpredictable, but always mean that the image is invalid. */
    public static ImageRefusedException undecodable(ImageFormat format, Exception cause) {
        return ImageRefusedException.broken(String.format(Locale.ROOT, "its %s data cannot be decoded", format), cause);
    }
}
