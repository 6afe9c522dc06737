package org.residual.image.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.image.TestImages;

class ImageFormatTest {
    @ParameterizedTest
    @CsvSource({
        "jpeg-420.jpg, JPEG, image/jpeg",
        "png-rgb-8.png, PNG, image/png",
        "webp-lossy.webp, WEBP, image/webp",
        "bmp-24.bmp, BMP, image/bmp",
        "bmp-24-core.bmp, BMP, image/bmp",
        "gif-plain.gif, GIF, image/gif"
    })
    void knowsAFormatByItsFirstBytes(String file, ImageFormat format, String mediaType) {
        assertThat(ImageFormat.of(TestImages.encoded(file))).contains(format);
        assertThat(format.mediaType()).isEqualTo(mediaType);
    }

    @Test
    void takesATextThatBeginsWithBmForAText() {
        assertThat(ImageFormat.of("BM is a bitmap's beginning".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    @Test
    void takesASoundInWebpsContainerForNoImage() {
        assertThat(ImageFormat.of("RIFF\0\0\0\0WAVEfmt ".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    @Test
    void doesNotKnowAFormatByNoBytes() {
        assertThat(ImageFormat.of(new byte[0])).isEmpty();
    }
}
