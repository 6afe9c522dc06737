package org.residual.inference.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.image.ImageDecoder;
import org.residual.image.format.EncodedImage;
import org.residual.image.pixel.Area;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;
import org.residual.inference.evidence.Origin;

class UploadedImageTest {
    private static final Path JPEG = Path.of("src/test/resources/images/jpeg-420.jpg");

    private final ImageDecoder decoder = new ImageDecoder(50_000_000);

    /** Without libjpeg-turbo, the draft is the image itself. */
    @Test
    void theDraftIsDecodedThatTheModelAsksFor() throws IOException {
        byte[] file = Files.readAllBytes(JPEG);
        Preprocessing preprocessing = new Preprocessing(null, null, new Resize(4, 6, null, null, 7), null, null, null);
        EncodedImage draft = preprocessing.drafted(decoder.open(file));

        Preparation preparation = new UploadedImage("a", file).preparation(decoder, preprocessing);

        ImageTensor tensor = preparation.work().get().toTensor();
        assertThat(preparation.image()).isEqualTo(draft.size());
        assertThat(tensor.values())
                .isEqualTo(preprocessing.apply(draft.decode()).values());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void evidenceLiesInTheUprightPictureAsItWasSent(int orientation) throws IOException {
        Path jpeg = Path.of("src/test/resources/images/jpeg-exif-" + orientation + ".jpg");
        Preprocessing preprocessing = new Preprocessing(null, null, new Resize(4, 6, null, null, 7), null, null, null);
        // Upright, as in Pillow: after "P6", width and height.
        String[] header = Files.readString(
                        jpeg.resolveSibling("jpeg-exif-" + orientation + ".ppm"), StandardCharsets.ISO_8859_1)
                .split("\\s+", 4);
        int width = Integer.parseInt(header[1]);
        int height = Integer.parseInt(header[2]);

        Origin origin = new UploadedImage("a", Files.readAllBytes(jpeg))
                .preparation(decoder, preprocessing)
                .origin();

        assertThat(origin.picture()).isEqualTo(new Size(height, width));
        assertThat(origin.inPicture().apply(new Area(0, 0, 6, 4))).isEqualTo(new Area(0, 0, width, height));
    }
}
