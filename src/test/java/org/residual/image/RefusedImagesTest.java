package org.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.image.jpeg.ManyScans;
import org.residual.image.pixel.RgbImage;

/** Which images are refused, and with which messages. */
class RefusedImagesTest {
    private final ImageDecoder decoder = new ImageDecoder(50_000_000);

    private Reason reasonFor(byte[] encoded) {
        Throwable thrown = catchThrowable(() -> decoder.decode(encoded));
        assertThat(thrown).isInstanceOf(ImageRefusedException.class);
        return ((ImageRefusedException) thrown).reason();
    }

    private String messageFor(byte[] encoded) {
        return catchThrowable(() -> decoder.decode(encoded)).getMessage();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    // ---- what is no image ----

    @Test
    void refusesNoBytes() {
        assertThat(reasonFor(new byte[0])).isEqualTo(Reason.EMPTY);
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                Arguments.of("<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG document"),
                Arguments.of("<?xml version='1.0'?>\n<!-- drawn --><svg/>", "an SVG document"),
                Arguments.of("<!DOCTYPE html><title>404</title>", "an HTML page"),
                Arguments.of("<html><title>404</title></html>", "an HTML page"),
                Arguments.of("{\"image\": 1}", "plain text"),
                Arguments.of("%PDF-1.7\n%\u00e2\u00e3", "a PDF document"),
                Arguments.of("PK\u0003\u0004\u0014\0\0\0", "a zip archive"),
                Arguments.of("PK\u0005\u0006\0\0\0\0", "a zip archive"),
                Arguments.of("\u001f\u008b\u0008\0", "a gzip archive"),
                Arguments.of("II*\0\u0008\0\0\0", "a TIFF image"),
                Arguments.of("MM\0*\0\0\0\u0008", "a TIFF image"),
                Arguments.of("\0\0\0\u0018ftypheic\0\0\0\0", "a HEIC image"),
                Arguments.of("\0\0\0\u0018ftypmif1\0\0\0\0", "a HEIC image"),
                Arguments.of("\0\0\0\u0018ftyphevc\0\0\0\0", "a HEIC image"),
                Arguments.of("\0\0\0\u0018ftypmsf1\0\0\0\0", "a HEIC image"),
                Arguments.of("\0\0\0\u001cftypavif\0\0\0\0", "an AVIF image"),
                Arguments.of("\0\0\0\u001cftypavis\0\0\0\0", "an AVIF image"),
                Arguments.of("\0\0\0\u001cftypisom\0\0\0\0", "an MP4 or QuickTime film"),
                Arguments.of("\0\0\0\fjP  \r\n\u0087\n", "a JPEG 2000 image"),
                Arguments.of("\u00ffO\u00ffQ\0)", "a JPEG 2000 image"),
                Arguments.of("\u00ff\n\u00fa\u001f", "a JPEG XL image"),
                Arguments.of("\0\0\0\fJXL \r\n\u0087\n", "a JPEG XL image"),
                Arguments.of("8BPS\0\u0001", "a Photoshop document"),
                Arguments.of("\u0001\u0002\u0003\u0004", "not an image of a known format"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("strangers")
    void namesWhatElseItIs(String content, String name) {
        byte[] encoded = latin1(content);

        assertThat(reasonFor(encoded)).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThat(messageFor(encoded)).isEqualTo("This is " + name + "; send JPEG, PNG, WebP, BMP or GIF.");
    }

    @Test
    void refusesAJpegOfTwelveBits() {
        byte[] encoded = TestImages.encoded("jpeg-420.jpg");
        encoded[startOfFrame(encoded) + 4] = 12;

        assertThat(reasonFor(encoded)).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThat(messageFor(encoded)).contains("12 bits");
    }

    private static int startOfFrame(byte[] jpeg) {
        return IntStream.range(0, jpeg.length)
                .filter(i -> jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0)
                .findFirst()
                .orElseThrow();
    }

    // ---- what is too large ----

    static Stream<Arguments> hugeHeaders() {
        byte[] png = new PngBytes()
                .header(60_000, 60_000, 8, 2)
                .chunk("IDAT", new byte[100])
                .end();
        byte[] jpeg = TestImages.encoded("jpeg-420.jpg");
        ByteBuffer.wrap(jpeg, startOfFrame(jpeg) + 5, 4)
                .putShort((short) 60_000)
                .putShort((short) 60_000);
        byte[] gif = TestImages.encoded("gif-plain.gif");
        ByteBuffer.wrap(gif, 6, 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 60_000)
                .putShort((short) 60_000);
        byte[] bmp = TestImages.encoded("bmp-rle8.bmp");
        ByteBuffer.wrap(bmp, 18, 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(60_000)
                .putInt(60_000);
        byte[] webp = ByteBuffer.allocate(30)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(latin1("RIFF"))
                .putInt(22)
                .put(latin1("WEBPVP8X"))
                .putInt(10)
                .putInt(0)
                .put(new byte[] {0x5f, (byte) 0xea, 0, 0x5f, (byte) 0xea, 0})
                .array();
        return Stream.of(
                Arguments.of("PNG", png),
                Arguments.of("JPEG", jpeg),
                Arguments.of("GIF", gif),
                Arguments.of("BMP", bmp),
                Arguments.of("WebP", webp));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hugeHeaders")
    void refusesTooManyPixelsBeforeItTakesMemoryForThem(String format, byte[] encoded) {
        assertThat(reasonFor(encoded)).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(messageFor(encoded))
                .isEqualTo(
                        "The image is 60000 x 60000 pixels; at most 50,000,000 pixels are accepted. Scale it down first.");
        assertThat(memoryTakenFor(encoded)).isLessThan(200_000);
    }

    @Test
    void takesNoMemoryForPixelsThatSoFewBytesCannotHold() {
        byte[] png = new PngBytes()
                .header(7_000, 7_000, 8, 2)
                .chunk("IDAT", PngBytes.deflated(new byte[1000]))
                .end();

        assertThat(reasonFor(png)).isEqualTo(Reason.BROKEN);
        assertThat(memoryTakenFor(png)).isLessThan(200_000);
    }

    @Test
    void takesNoMemoryForWhatATextOrAProfileInflatesTo() {
        byte[] bomb = PngBytes.deflated(new byte[100_000_000]);
        byte[] row = PngBytes.deflated(new byte[] {0, 10, 20, 30});
        byte[] png = new PngBytes()
                .header(1, 1, 8, 2)
                .chunk("iCCP", joined(latin1("profile\0\0"), bomb))
                .chunk("zTXt", joined(latin1("Comment\0\0"), bomb))
                .chunk("IDAT", row)
                .end();

        assertThat(decoder.decode(png).pixels()).containsExactly(10, 20, 30);
        assertThat(memoryTakenFor(png)).isLessThan(200_000);
    }

    @Test
    void refusesMoreScansThanALargeImageMayHaveBeforeItDecodesAny() {
        byte[] bomb = ManyScans.jpeg(7_000, 7_000, 199);

        assertThat(reasonFor(bomb)).isEqualTo(Reason.BROKEN);
        assertThat(messageFor(bomb)).contains("scans are too many for its 7000 x 7000 pixels");
        assertThat(memoryTakenFor(bomb)).isLessThan(200_000);
    }

    @Test
    void readsASmallImageOfManyScans() {
        RgbImage image = decoder.decode(ManyScans.jpeg(100, 100, 199));

        assertThat(image.pixels()).containsOnly(128);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    /** Bytes allocated by this thread; on the second run, so that no class is loaded. */
    private long memoryTakenFor(byte[] encoded) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        catchThrowable(() -> decoder.decode(encoded));
        long before = threads.getCurrentThreadAllocatedBytes();
        catchThrowable(() -> decoder.decode(encoded));
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -5})
    void refusesAHeaderWithoutPixels(int width) {
        byte[] png = new PngBytes().header(width, 10, 8, 2).end();

        assertThat(reasonFor(png)).isEqualTo(Reason.BROKEN);
    }

    // ---- what is cut off ----

    /**
     * The last number is how many bytes at the end an image can do without: GIF's trailer, and the end marks of a JPEG
     * with one scan and of a run-length coded BMP.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "jpeg-420.jpg, 2",
        "jpeg-progressive.jpg, 0",
        "jpeg-restarts.jpg, 2",
        "jpeg-cmyk.jpg, 2",
        "png-rgb-8.png, 0",
        "png-palette-4-adam7.png, 0",
        "webp-lossy.webp, 0",
        "webp-lossless.webp, 0",
        "webp-lossy-alpha.webp, 0",
        "webp-animated.webp, 0",
        "bmp-24.bmp, 0",
        "bmp-palette-4.bmp, 0",
        "bmp-rle8.bmp, 4",
        "gif-plain.gif, 1",
        "gif-interlaced.gif, 1"
    })
    void refusesAFileThatIsCutOffAnywhere(String name, int dispensable) {
        byte[] encoded = TestImages.encoded(name);
        for (int length = 32; length < encoded.length - dispensable; length++) {
            assertThat(reasonFor(Arrays.copyOf(encoded, length)))
                    .as("%s cut off after %d bytes", name, length)
                    .isEqualTo(Reason.BROKEN);
        }
    }

    @Test
    void refusesAFileThatIsCutOffWithinItsFirstBytes() {
        for (String name :
                new String[] {"jpeg-420.jpg", "png-rgb-8.png", "webp-lossy.webp", "bmp-24.bmp", "gif-plain.gif"}) {
            byte[] encoded = TestImages.encoded(name);
            for (int length = 1; length < 32; length++) {
                assertThat(reasonFor(Arrays.copyOf(encoded, length)))
                        .as("%s cut off after %d bytes", name, length)
                        .isIn(Reason.BROKEN, Reason.UNSUPPORTED_FORMAT);
            }
        }
    }

    /** Decoders fill missing parts with grey, with only a warning. */
    @Test
    void refusesAJpegWhoseScanEndsEarlyThoughItsEndMarkIsThere() {
        byte[] encoded = TestImages.encoded("jpeg-420.jpg");
        byte[] half = Arrays.copyOf(encoded, encoded.length - 200);
        half[half.length - 2] = (byte) 0xff;
        half[half.length - 1] = (byte) 0xd9;

        assertThat(reasonFor(half)).isEqualTo(Reason.BROKEN);
    }

    // ---- what is corrupt ----

    @Test
    void refusesAPngWithAWrongChecksum() {
        byte[] encoded = TestImages.encoded("png-rgb-8.png");
        encoded[encoded.length - 30] ^= 1;

        assertThat(messageFor(encoded)).isEqualTo("The image is damaged or incomplete: a checksum does not match.");
    }

    @Test
    void refusesAPngWhoseCompressedDataAreNone() {
        byte[] png = new PngBytes()
                .header(2, 1, 8, 2)
                .chunk("IDAT", latin1("not compressed"))
                .end();

        assertThat(messageFor(png)).contains("its compressed data are corrupt");
    }

    /** The chunk's own checksum is valid, so it was written wrong. */
    @Test
    void refusesAPngWhoseRowsHaveAWrongChecksum() {
        byte[] data = PngBytes.deflated(new byte[] {0, 1, 2, 3});
        data[data.length - 1] ^= 1;
        byte[] png = new PngBytes().header(1, 1, 8, 2).chunk("IDAT", data).end();

        assertThat(messageFor(png)).contains("its compressed data are corrupt");
    }

    @Test
    void refusesAPngWithFewerRowsThanItsHeaderSays() {
        byte[] png = new PngBytes()
                .header(1, 2, 8, 2)
                .chunk("IDAT", PngBytes.deflated(new byte[] {0, 1, 2, 3}))
                .end();

        assertThat(messageFor(png)).contains("it has fewer rows than its header says");
    }

    @ParameterizedTest(name = "colour type {0} of {1} bits")
    @CsvSource({"0, 3", "2, 4", "3, 16", "4, 1", "6, 4", "1, 8", "7, 8"})
    void refusesAColourTypeThatPngDoesNotHave(int colorType, int depth) {
        byte[] png = new PngBytes()
                .header(1, 1, depth, colorType)
                .chunk("IDAT", PngBytes.deflated(new byte[9]))
                .end();

        assertThat(reasonFor(png)).isEqualTo(Reason.BROKEN);
    }

    @Test
    void refusesAPaletteImageWithoutAPalette() {
        byte[] png = new PngBytes()
                .header(1, 1, 8, 3)
                .chunk("IDAT", PngBytes.deflated(new byte[2]))
                .end();

        assertThat(messageFor(png)).contains("its palette is missing");
    }

    @Test
    void refusesAJpegOfEndlessScans() {
        byte[] encoded = TestImages.encoded("jpeg-progressive.jpg");
        int lastScan = IntStream.iterate(encoded.length - 2, i -> i - 1)
                .filter(i -> encoded[i] == (byte) 0xff && encoded[i + 1] == (byte) 0xda)
                .findFirst()
                .orElseThrow();
        var bomb = new ByteArrayOutputStream();
        bomb.write(encoded, 0, lastScan);
        for (int i = 0; i < 10_000; i++) {
            bomb.write(encoded, lastScan, encoded.length - 2 - lastScan);
        }
        bomb.write(encoded, encoded.length - 2, 2);

        assertThat(messageFor(bomb.toByteArray())).contains("more than 200 scans");
    }

    /** Some damage is undetectable. But in any case, the result is a picture or a refusal, and nothing else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg-420.jpg",
                "jpeg-progressive.jpg",
                "jpeg-ycck.jpg",
                "jpeg-exif-6.jpg",
                "turbo-arithmetic.jpg",
                "turbo-odd-sampling.jpg",
                "png-palette-4-alpha.png",
                "png-rgb-16-adam7.png",
                "webp-lossy-alpha.webp",
                "webp-lossless-alpha.webp",
                "webp-animated-part.webp",
                "bmp-rle8.bmp",
                "bmp-rle4.bmp",
                "bmp-16-masks.bmp",
                "gif-hole.gif",
                "gif-full-table.gif"
            })
    void neverThrowsAnythingElseAtDamage(String name) {
        byte[] whole = TestImages.encoded(name);
        var random = new Random(17);
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = whole.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                // Half of them in the headers, where they do most.
                int bound = random.nextBoolean() ? Math.min(200, whole.length) : whole.length;
                damaged[random.nextInt(bound)] = (byte) random.nextInt();
            }
            Throwable thrown = catchThrowable(() -> new ImageDecoder(1_000_000).decode(damaged));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(ImageRefusedException.class);
            }
        }
    }

    @Test
    void keepsADecodersOwnComplaintAsTheCause() {
        byte[] encoded = TestImages.encoded("webp-lossless.webp");
        Arrays.fill(encoded, 26, encoded.length, (byte) 0xff);

        assertThatThrownBy(() -> decoder.decode(encoded))
                .isInstanceOf(ImageRefusedException.class)
                .hasMessage("The image is damaged or incomplete: its WebP data cannot be decoded.")
                .hasCauseInstanceOf(IOException.class);
    }
}
