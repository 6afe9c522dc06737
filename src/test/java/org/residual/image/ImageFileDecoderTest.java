package org.residual.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.residual.image.pixel.RgbImage;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;

class ImageFileDecoderTest {
    private static final Path JPEG = Path.of("src/test/resources/images/jpeg-420.jpg");

    /** Without libjpeg-turbo, the draft is the image itself. */
    @Test
    void theDraftIsDecodedThatTheModelAsksFor() throws IOException {
        Preprocessing preprocessing = new Preprocessing(null, null, new Resize(4, 6, null, null, 7), null, null, null);
        RgbImage draft = preprocessing
                .drafted(new ImageDecoder(50_000_000).open(Files.readAllBytes(JPEG)))
                .decode();

        RgbImage image = new ImageFileDecoder().decode(JPEG, preprocessing);

        assertThat(image.width()).isEqualTo(draft.width());
        assertThat(image.pixels()).isEqualTo(draft.pixels());
    }
}
