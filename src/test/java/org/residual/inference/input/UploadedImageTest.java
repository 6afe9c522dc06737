package org.residual.inference.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.residual.image.ImageDecoder;
import org.residual.image.format.EncodedImage;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;

class UploadedImageTest {
    private static final Path JPEG = Path.of("src/test/resources/images/jpeg-420.jpg");

    private final ImageDecoder decoder = new ImageDecoder(50_000_000);

    /** Where libjpeg-turbo is missing, the draft is the image itself. */
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
}
