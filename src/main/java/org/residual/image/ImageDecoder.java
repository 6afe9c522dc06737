package org.residual.image;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.residual.image.bmp.BmpReader;
import org.residual.image.format.Bytes;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageFormat;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.image.format.PixelLimit;
import org.residual.image.format.PixelReader;
import org.residual.image.gif.GifReader;
import org.residual.image.jpeg.JpegReader;
import org.residual.image.pixel.RgbImage;
import org.residual.image.png.PngReader;
import org.residual.image.webp.WebpReader;

/**
 * Decodes images: JPEG, PNG, WebP, BMP or GIF (the first frame). The pixels are upright (the orientation in EXIF or XMP
 * is applied), transparency is composited onto white, 16-bit samples are rounded to 8 bits, and colour profiles are
 * ignored. Safe to use from many threads at once.
 */
public final class ImageDecoder {
    private final PixelLimit limit;
    private final JpegReader jpeg;
    private final Map<ImageFormat, PixelReader> readers = new EnumMap<>(ImageFormat.class);

    /**
     * Decodes without a limit of memory outside the heap.
     *
     * @param maximumPixels most pixels (width times height) of an image
     * @throws IllegalArgumentException as the other constructor does
     * @throws IllegalStateException as the other constructor does
     */
    public ImageDecoder(long maximumPixels) {
        this(maximumPixels, Long.MAX_VALUE);
    }

    /**
     * @param maximumPixels most pixels (width times height) of an image
     * @param mostOutside bytes outside the heap for decoding an image, where there is a choice
     * @throws IllegalArgumentException if that is less than 1, or more than fit in an array (715,827,882)
     * @throws IllegalStateException if the native library for WebP cannot be loaded on this machine, or the JDK has no
     *     JPEG reader
     */
    public ImageDecoder(long maximumPixels, long mostOutside) {
        limit = new PixelLimit(maximumPixels);
        jpeg = new JpegReader(mostOutside);
        readers.put(ImageFormat.JPEG, jpeg);
        readers.put(ImageFormat.PNG, new PngReader());
        readers.put(ImageFormat.WEBP, new WebpReader());
        readers.put(ImageFormat.BMP, new BmpReader());
        readers.put(ImageFormat.GIF, new GifReader());
    }

    /** @return the JPEG decoder of this machine, for the log */
    public String jpegDecoder() {
        return jpeg.decoder();
    }

    /**
     * Decodes one image.
     *
     * @param encoded a whole file; it is not changed
     * @throws ImageRefusedException as {@link #open} and {@link EncodedImage#decode} do
     */
    public RgbImage decode(byte[] encoded) {
        return open(encoded).decode();
    }

    /**
     * Reads an image's header, before memory is taken for its pixels.
     *
     * @param encoded a whole file; it must not change afterwards
     * @throws ImageRefusedException if it is not a supported image, has too many pixels, or is visibly damaged or
     *     incomplete
     */
    public EncodedImage open(byte[] encoded) {
        if (encoded.length == 0) {
            throw new ImageRefusedException(Reason.EMPTY, "The image is empty: it has no bytes.");
        }
        Bytes file = new Bytes(encoded);
        ImageFormat format = ImageFormat.of(encoded)
                .orElseThrow(() -> ImageRefusedException.unsupported(FileSignatures.describe(file)));
        try {
            return Objects.requireNonNull(readers.get(format), "every format has a reader")
                    .open(file, limit);
        } catch (ImageRefusedException refused) {
            throw refused;
        } catch (IOException | RuntimeException e) {
            throw EncodedImage.undecodable(format, e);
        }
    }
}
