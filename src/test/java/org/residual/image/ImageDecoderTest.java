package org.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.pixel.RgbImage;

/** The decoded pixels of every kind of file, compared with Pillow's, or with the original pixels. */
class ImageDecoderTest {
    private final ImageDecoder decoder = new ImageDecoder(50_000_000);

    static Stream<String> losslessImages() {
        return Stream.of("png-", "bmp-", "gif-", "webp-lossless", "webp-animated", "webp-exif")
                .flatMap(prefix -> TestImages.named(prefix).stream());
    }

    static Stream<String> lossyImages() {
        return Stream.of("jpeg-", "webp-lossy").flatMap(prefix -> TestImages.named(prefix).stream());
    }

    @ParameterizedTest
    @MethodSource("losslessImages")
    void readsTheExactPixelsOfLosslessFormats(String name) {
        RgbImage expected = TestImages.pixels(name);

        RgbImage image = decoder.decode(TestImages.encoded(name));

        assertThat(image.width()).isEqualTo(expected.width());
        assertThat(image.height()).isEqualTo(expected.height());
        assertThat(image.pixels()).isEqualTo(expected.pixels());
    }

    /** Decoders may round differently: each sample by a few, the mean hardly at all. */
    @ParameterizedTest
    @MethodSource("lossyImages")
    void readsThePixelsOfLossyFormats(String name) {
        RgbImage expected = TestImages.pixels(name);

        RgbImage image = decoder.decode(TestImages.encoded(name));

        assertThat(image.width()).isEqualTo(expected.width());
        assertThat(image.height()).isEqualTo(expected.height());
        assertThat(meanDifference(image, expected)).isLessThan(1);
        assertThat(greatestDifference(image, expected)).isLessThan(8);
    }

    private static double meanDifference(RgbImage one, RgbImage other) {
        return differences(one, other).average().orElseThrow();
    }

    private static int greatestDifference(RgbImage one, RgbImage other) {
        return differences(one, other).max().orElseThrow();
    }

    private static IntStream differences(RgbImage one, RgbImage other) {
        return IntStream.range(0, one.pixels().length)
                .map(i -> Math.abs((one.pixels()[i] & 0xff) - (other.pixels()[i] & 0xff)));
    }

    /** As the canvases of Chromium write it. */
    @Test
    void readsAPngWhoseLastPartHoldsNothingButTheEndOfItsCompressedData() {
        byte[] rows = {0, 10, 20, 30, 0, 40, 50, 60};
        byte[] png = new PngBytes()
                .header(1, 2, 8, 2)
                .chunk("IDAT", PngBytes.flushed(rows))
                .chunk("IDAT", PngBytes.endOf(rows))
                .end();

        assertThat(decoder.decode(png).pixels()).isEqualTo(new byte[] {10, 20, 30, 40, 50, 60});
    }

    @Test
    void acceptsAsManyPixelsAsItIsTold() {
        byte[] png = TestImages.encoded("png-rgb-8.png");

        assertThat(new ImageDecoder(37 * 29).decode(png).width()).isEqualTo(37);
        assertThatThrownBy(() -> new ImageDecoder(37 * 29 - 1).decode(png)).isInstanceOf(ImageRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 715_827_883, Long.MAX_VALUE})
    void refusesALimitThatNoArrayCanHold(long maximum) {
        assertThatThrownBy(() -> new ImageDecoder(maximum))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 1 to 715827882");
    }

    @Test
    void leavesTheBytesItIsGivenAsTheyAre() {
        for (String name : List.of("jpeg-ycck.jpg", "png-rgb-alpha-8.png", "webp-animated-part.webp")) {
            byte[] encoded = TestImages.encoded(name);
            byte[] before = encoded.clone();

            decoder.decode(encoded);

            assertThat(encoded).isEqualTo(before);
        }
    }

    @Test
    void decodesInManyThreadsAtOnce() throws Exception {
        List<String> names = Stream.concat(losslessImages(), lossyImages()).toList();
        List<byte[]> alone = names.stream()
                .map(name -> decoder.decode(TestImages.encoded(name)).pixels())
                .toList();
        Callable<List<byte[]>> all = () -> names.stream()
                .map(name -> decoder.decode(TestImages.encoded(name)).pixels())
                .toList();
        var threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<List<byte[]>> together : threads.invokeAll(List.of(all, all, all, all))) {
                for (int i = 0; i < names.size(); i++) {
                    assertThat(Arrays.equals(together.get().get(i), alone.get(i)))
                            .as(names.get(i))
                            .isTrue();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
