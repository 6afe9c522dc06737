package org.residual.image.webp;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.internal.NativeLoader;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.util.HexFormat;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.residual.image.format.ArrayImageInput;
import org.residual.image.format.Bytes;
import org.residual.image.format.DecodingMemory;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageFormat;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;
import org.residual.image.format.PixelReader;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Samples;
import org.residual.image.pixel.Size;

/** Reads WebP, with Google's own library: lossy, lossless, with alpha; of an animation the first frame. */
public final class WebpReader implements PixelReader {
    /** The smallest picture there is: one pixel, lossless. */
    private static final byte[] ONE_PIXEL =
            HexFormat.of().parseHex("5249464620000000574542505650384c140000002f00000000075081540820000a9afec78888fe07");

    /** The first frame as a file, and its features as read by the library. */
    private static final int COPIES = 2;

    /** libwebp's own pixels of a lossless picture, four bytes each, and a plane of transparency. */
    private static final int OUTSIDE_A_PIXEL = 5;

    /** A lossy one is decoded by rows. */
    private static final int OUTSIDE_A_LOSSY_PIXEL = 1;

    private final ImageReaderSpi libwebp = new WebPImageReaderSpi();

    /**
     * Decodes a picture at once, so that a machine on which the native library cannot be loaded is noticed at the
     * start, not at the first WebP request.
     */
    public WebpReader() {
        try {
            // If the decoder loads it, a failure prints a stack trace.
            NativeLoader.initialize();
            decode(ONE_PIXEL);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new WebpUnavailableException(e);
        }
    }

    @Override
    public EncodedImage open(Bytes file, PixelLimit limit) {
        WebpChunks chunks = WebpChunks.of(file, limit);
        Size size = new Size(chunks.canvasHeight(), chunks.canvasWidth());
        long frame = (long) chunks.frameHeight() * chunks.frameWidth();
        // An int and three bytes for each pixel of the frame, then the canvas if it is larger.
        long canvas = chunks.fillsCanvas() ? 0 : size.samples();
        return new EncodedImage(
                ImageFormat.WEBP,
                size,
                chunks.orientation(),
                new DecodingMemory(
                        7 * frame + canvas + (long) COPIES * file.length(),
                        (chunks.lossy() ? OUTSIDE_A_LOSSY_PIXEL : OUTSIDE_A_PIXEL) * frame + file.length()),
                () -> decode(chunks));
    }

    private RgbImage decode(WebpChunks chunks) throws IOException {
        RgbImage frame = decode(chunks.still());
        if (frame.width() != chunks.frameWidth() || frame.height() != chunks.frameHeight()) {
            throw ImageRefusedException.broken("its headers state different sizes");
        }
        return chunks.onCanvas(frame);
    }

    private RgbImage decode(byte[] still) throws IOException {
        ImageReader reader = libwebp.createReaderInstance();
        try (ImageInputStream input = new ArrayImageInput(still)) {
            reader.setInput(input, false, true);
            return onWhite(reader.read(0));
        } catch (OutOfMemoryError e) {
            // The JVM names the memory that ran out. Without a message the error is not the JVM's, but a code that
            // libwebp also returns for some corrupt data.
            if (e.getMessage() != null) {
                throw e;
            }
            throw ImageRefusedException.broken("its data asks for too much memory", e);
        } finally {
            reader.dispose();
        }
    }

    private static RgbImage onWhite(BufferedImage image) {
        int[] argb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        byte[] pixels = new byte[3 * argb.length];
        boolean alpha = image.getColorModel().hasAlpha();
        for (int i = 0, target = 0; i < argb.length; i++, target += 3) {
            int pixel = argb[i];
            int opacity = alpha ? pixel >>> 24 : 255;
            pixels[target] = Samples.onWhite(pixel >> 16 & 0xff, opacity);
            pixels[target + 1] = Samples.onWhite(pixel >> 8 & 0xff, opacity);
            pixels[target + 2] = Samples.onWhite(pixel & 0xff, opacity);
        }
        return new RgbImage(image.getWidth(), image.getHeight(), pixels);
    }
}
