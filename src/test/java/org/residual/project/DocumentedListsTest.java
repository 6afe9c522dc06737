package org.residual.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.residual.image.format.ImageFormat;
import org.residual.store.descriptor.ModelArchitecture;

/** Lists outside the code, or repeated in the code, match the code. */
class DocumentedListsTest {
    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void sparkSearchesForEveryExtension(ImageFormat format) throws IOException {
        assertThat(Files.readString(Path.of("spark/src/main/java/org/residual/spark/ImageSource.java")))
                .contains(format.extensions().stream()
                        .map(extension -> '"' + extension + '"')
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void theDocumentationHasEveryFormatWithItsExtensions(ImageFormat format) throws IOException {
        String extensions = format.extensions().stream()
                .map(extension -> '`' + extension + '`')
                .collect(Collectors.joining(", "));
        assertThat(Files.readString(Path.of("docs/image-decoding.md")))
                .contains(" | `" + format.mediaType() + "` | " + extensions + " |\n");
    }

    @ParameterizedTest
    @EnumSource(ModelArchitecture.class)
    void theDocumentationNamesEveryArchitecture(ModelArchitecture architecture) throws IOException {
        String name = architecture.name().toLowerCase(Locale.ROOT);
        assertThat(Files.readString(Path.of("docs/model-store.md")))
                .containsPattern("\\| `architecture` \\|[^|]*`" + name + "`");
    }
}
