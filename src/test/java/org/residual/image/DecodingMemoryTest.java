package org.residual.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.fuzz.Allocations;
import org.residual.image.format.EncodedImage;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.CenterCrop;
import org.residual.image.preprocessing.ColorMode;
import org.residual.image.preprocessing.Interpolation;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;

/** The memory estimate from an image's header, compared with the JVM's count. */
class DecodingMemoryTest {
    private static final int WIDTH = 1500;
    private static final int HEIGHT = 1000;
    private static final long PIXELS = (long) WIDTH * HEIGHT;
    /** A decoder's memory independent of the image's size: tables, buffers, readers. */
    private static final long SMALL_CHANGE = 1 << 20;

    private final ImageDecoder decoder = new ImageDecoder(50_000_000);

    private static BufferedImage picture(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        Random random = new Random(1);
        for (int y = 0; y < HEIGHT; y += 10) {
            for (int x = 0; x < WIDTH; x += 10) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }

    private static byte[] encoded(String format, int type, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        if (progressive) {
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(picture(type), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static long allocatedBy(Runnable work) {
        long before = Allocations.ofThisThread();
        work.run();
        return Allocations.ofThisThread() - before;
    }

    private void assertTakesWhatItSays(byte[] file) {
        EncodedImage image = decoder.open(file);
        image.decode();
        long allocated = allocatedBy(image::decode);
        // Garbage from before the rotation counts as well.
        assertThat(allocated).isBetween(3 * PIXELS, image.memory().heap() + file.length + SMALL_CHANGE);
        assertThat(allocated).isGreaterThan(image.memory().heap() / 2);
    }

    @ParameterizedTest
    @CsvSource({"png, 1", "png, 10", "png, 2", "bmp, 1", "gif, 13", "webp, 1", "webp, 2", "jpg, 1", "jpg, 10"})
    void decodingTakesNoMoreOfTheHeapThanTheHeaderSays(String format, int type) throws IOException {
        assertTakesWhatItSays(encoded(format, type, false));
    }

    @Test
    void aPictureThatIsTurnedIsThereTwice() throws IOException {
        byte[] file = turned(encoded("jpg", BufferedImage.TYPE_INT_RGB, false));
        assertThat(decoder.open(file).size()).isEqualTo(new Size(WIDTH, HEIGHT));
        assertThat(decoder.open(file).memory().heap()).isEqualTo(6 * PIXELS);
        assertTakesWhatItSays(file);
    }

    /** With an Exif segment for that, before all others. */
    private static byte[] turned(byte[] jpeg) {
        byte[] exif = HexFormat.of()
                .parseHex("ffe1" + "0022" + "457869660000" + "4d4d002a00000008" + "0001" + "011200030000000100060000"
                        + "00000000");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(jpeg, 0, 2);
        file.writeBytes(exif);
        file.write(jpeg, 2, jpeg.length - 2);
        return file.toByteArray();
    }

    /**
     * libjpeg's documentation: all coefficients are kept, two bytes each; here with chroma of half the size each way.
     */
    @Test
    void aProgressiveJpegTakesItsCoefficientsOutsideOfTheHeap() throws IOException {
        ImageDecoder jdk = new ImageDecoder(50_000_000, 7 * PIXELS / 2);
        byte[] color = encoded("jpg", BufferedImage.TYPE_INT_RGB, true);
        byte[] grey = encoded("jpg", BufferedImage.TYPE_BYTE_GRAY, true);

        assertThat(jdk.open(color).memory().outside()).isBetween(3 * PIXELS, 3 * PIXELS + PIXELS / 20);
        assertThat(jdk.open(grey).memory().outside()).isBetween(2 * PIXELS, 2 * PIXELS + PIXELS / 20);
        assertThat(jdk.open(encoded("jpg", BufferedImage.TYPE_INT_RGB, false))
                        .memory()
                        .outside())
                .isLessThan(7 * PIXELS / 2);
    }

    /** Of one colour: decoding takes an int and three bytes of the heap per pixel, and another int outside the heap. */
    @Test
    void aFewBytesOfWebpAreKnownToTakeMuch() {
        byte[] file =
                HexFormat.of().parseHex("524946461e000000574542505650384c110000002f7ffeed020750852257a1ff8188e87f0000");
        EncodedImage image = decoder.open(file);
        assertThat(image.size()).isEqualTo(new Size(3000, 16000));
        assertThat(image.memory().heap()).isGreaterThan(7L * 16000 * 3000);
        assertThat(image.memory().outside()).isGreaterThan(4L * 16000 * 3000);
    }

    @ParameterizedTest
    @CsvSource({"bilinear, 32, 32", "bicubic, 640, 480", "nearest, 200, 3000"})
    void preparingTakesNoMoreThanTheSizesSay(String interpolation, int height, int width) {
        Preprocessing preprocessing = new Preprocessing(
                null,
                ColorMode.GRAYSCALE,
                Resize.exactly(height, width, Interpolation.valueOf(interpolation.toUpperCase(Locale.ROOT))),
                new CenterCrop(24, 24),
                null,
                null);
        RgbImage image = new RgbImage(WIDTH, HEIGHT, new byte[(int) (3 * PIXELS)]);
        preprocessing.apply(image);
        long allocated = allocatedBy(() -> preprocessing.apply(image));
        long told = preprocessing.memory(new Size(HEIGHT, WIDTH));
        assertThat(allocated).isLessThan(told + SMALL_CHANGE);
        assertThat(allocated).isGreaterThan(told / 2);
    }

    @Test
    void withoutAnyStepATensorOfFourBytesASampleIsMade() {
        assertThat(Preprocessing.none().memory(new Size(HEIGHT, WIDTH))).isEqualTo(12 * PIXELS);
    }
}
