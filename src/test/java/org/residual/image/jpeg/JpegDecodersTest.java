package org.residual.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.image.ImageDecoder;
import org.residual.image.TestImages;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/**
 * JPEG is decoded by libjpeg-turbo, which Pillow uses too, or by the JDK if the library or its memory is unavailable.
 */
class JpegDecodersTest {
    private static final String TURBO = "libjpeg-turbo";
    private static final Path JPEGS = Path.of(System.getProperty("jpegs.directory", "src/test/resources/jpegs"));

    private final ImageDecoder usual = new ImageDecoder(50_000_000);
    private final ImageDecoder jdk = new ImageDecoder(50_000_000, 0);

    static Stream<String> jpegs() {
        return Stream.of("jpeg-", "turbo-").flatMap(prefix -> TestImages.named(prefix).stream());
    }

    private void needTurbo() {
        if (!usual.jpegDecoder().equals(TURBO)) {
            if (System.getenv("CI") != null) {
                fail(usual.jpegDecoder());
            }
            abort(usual.jpegDecoder());
        }
    }

    @ParameterizedTest
    @MethodSource("jpegs")
    void libjpegTurboSeesThePixelsThatPillowSees(String name) {
        needTurbo();

        RgbImage image = usual.decode(TestImages.encoded(name));

        assertThat(image.width()).isEqualTo(TestImages.pixels(name).width());
        assertThat(image.pixels()).isEqualTo(TestImages.pixels(name).pixels());
    }

    /** {@code mvn test -Djpegs.directory=DIRECTORY} tests other files made by {@code src/test/fixtures/jpegs.py}. */
    private static List<String> lines(String name) throws IOException {
        return Files.readAllLines(JPEGS.resolve(name), StandardCharsets.US_ASCII);
    }

    @Test
    void libjpegTurboSeesThePixelsThatPillowSeesInEverySampling() throws IOException {
        needTurbo();
        List<String> seen = new ArrayList<>();
        for (String line : lines("pixels.txt")) {
            String name = line.substring(0, line.indexOf(' '));
            seen.add(name + " " + pixels(usual.open(Files.readAllBytes(JPEGS.resolve(name)))));
        }

        assertThat(seen).hasSizeGreaterThanOrEqualTo(60).isEqualTo(lines("pixels.txt"));
    }

    @Test
    void draftsHaveThePixelsOfPillowsDrafts() throws IOException {
        needTurbo();
        List<String> seen = new ArrayList<>();
        for (String line : lines("drafts.txt")) {
            String name = line.split(" ")[0];
            int side = Integer.parseInt(line.split(" ")[1]);
            EncodedImage draft =
                    usual.open(Files.readAllBytes(JPEGS.resolve(name))).drafted(side);
            seen.add(name + " " + side + " " + pixels(draft));
        }

        assertThat(seen).hasSizeGreaterThanOrEqualTo(60).isEqualTo(lines("drafts.txt"));
    }

    @ParameterizedTest
    @CsvSource({"30, 37x29", "15, 37x29", "14, 19x15", "8, 19x15", "7, 10x8", "4, 10x8", "3, 5x4", "1, 5x4"})
    void aDraftIsTheSmallestThatHasNoSideThatIsShorter(int side, String size) {
        needTurbo();

        EncodedImage draft = usual.open(TestImages.encoded("jpeg-420.jpg")).drafted(side);

        assertThat(draft.size().width() + "x" + draft.size().height()).isEqualTo(size);
    }

    @Test
    void aDraftIsUprightAndTakesLessMemory() {
        needTurbo();
        EncodedImage image = usual.open(TestImages.encoded("jpeg-exif-6.jpg"));
        EncodedImage draft = image.drafted(8);

        assertThat(image.size()).isEqualTo(new Size(24, 16));
        assertThat(draft.size()).isEqualTo(new Size(12, 8));
        assertThat(draft.decode().height()).isEqualTo(12);
        assertThat(draft.memory().outside()).isLessThan(image.memory().outside());
    }

    @Test
    void onlyLibjpegTurboDrafts() {
        for (EncodedImage image : List.of(
                jdk.open(TestImages.encoded("jpeg-420.jpg")), usual.open(TestImages.encoded("png-rgb-8.png")))) {
            assertThat(image.drafted(1)).isSameAs(image);
        }
    }

    private static String pixels(EncodedImage encoded) {
        try {
            RgbImage image = encoded.decode();
            return image.width() + " " + image.height() + " " + sha256(image.pixels());
        } catch (ImageRefusedException refused) {
            return refused.getMessage();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Their libraries differ for chroma of half the size. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg-444.jpg",
                "jpeg-grey.jpg",
                "jpeg-rgb.jpg",
                "jpeg-cmyk.jpg",
                "jpeg-ycck.jpg",
                "jpeg-bare.jpg",
                "jpeg-420.jpg",
                "jpeg-progressive.jpg",
                "jpeg-bytes-after-scan.jpg",
                "jpeg-no-end.jpg"
            })
    void theJdkSeesNearlyTheSame(String name) {
        byte[] pixels = jdk.decode(TestImages.encoded(name)).pixels();
        byte[] expected = TestImages.pixels(name).pixels();

        assertThat(IntStream.range(0, expected.length)
                        .map(i -> Math.abs((pixels[i] & 0xff) - (expected[i] & 0xff)))
                        .max()
                        .orElseThrow())
                .isLessThan(8);
    }

    @Test
    void theJdkDecodesWhatThereIsNoMemoryForOutsideOfTheHeap() {
        assertThat(jdk.open(TestImages.encoded("jpeg-420.jpg")).memory().outside())
                .isZero();
        assertThat(jdk.decode(TestImages.encoded("jpeg-420.jpg")).width()).isEqualTo(37);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg-420.jpg", "jpeg-cmyk.jpg", "jpeg-progressive.jpg"})
    void libjpegTurboTakesMemoryForTheFileAndItsSamplesOutsideOfTheHeap(String name) {
        needTurbo();
        byte[] file = TestImages.encoded(name);
        long coefficients = jdk.open(file).memory().outside();
        int components = name.contains("cmyk") ? 4 : 3;

        assertThat(usual.open(file).memory().outside()).isEqualTo(coefficients + components * 37L * 29 + file.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"turbo-arithmetic.jpg", "turbo-arithmetic-progressive.jpg"})
    void theJdkDoesNotReadArithmeticCodes(String name) {
        byte[] encoded = TestImages.encoded(name);

        assertThatThrownBy(() -> jdk.open(encoded))
                .isInstanceOf(ImageRefusedException.class)
                .hasMessage("This is an arithmetic-coded JPEG; send JPEG, PNG, WebP, BMP or GIF.");
    }

    @Test
    void eitherTellsOfDamage() {
        byte[] encoded = TestImages.encoded("jpeg-420.jpg");
        byte[] half = Arrays.copyOf(encoded, encoded.length - 200);

        for (ImageDecoder decoder : List.of(usual, jdk)) {
            assertThatThrownBy(() -> decoder.decode(half))
                    .isInstanceOf(ImageRefusedException.class)
                    .hasMessageContaining("premature end of data segment");
        }
    }

    @Test
    void libjpegTurboRefusesArithmeticCodesThatAreCutOffAnywhere() {
        needTurbo();
        byte[] encoded = TestImages.encoded("turbo-arithmetic.jpg");
        for (int length = 32; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> usual.decode(cut))
                    .as("cut off after %d bytes", length)
                    .isInstanceOf(ImageRefusedException.class);
        }
    }

    @Test
    void theEndMayOnlyBeMissingWhereOneScanHasEverything() {
        byte[] encoded = TestImages.encoded("jpeg-progressive.jpg");
        byte[] endless = Arrays.copyOf(encoded, encoded.length - 2);

        assertThatThrownBy(() -> usual.decode(endless))
                .isInstanceOf(ImageRefusedException.class)
                .hasMessage("The image is damaged or incomplete: it ends before its data does.");
    }
}
