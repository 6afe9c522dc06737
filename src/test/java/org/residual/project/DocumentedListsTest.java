package org.residual.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.residual.image.format.ImageFormat;
import org.residual.store.descriptor.ModelArchitecture;

/** Lists outside of the code, or where the code can only repeat them, have what the code has. */
class DocumentedListsTest {
    private static final Path API = Path.of("src/main/resources/api/openapi.yaml");

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void theInterfaceTakesEveryImageFormat(ImageFormat format) throws IOException {
        assertThat(Files.readString(API)).contains("\n        " + format.mediaType() + ": {}\n");
        assertThat(Files.readString(Path.of("src/main/java/org/residual/web/predict/PredictController.java")))
                .containsAnyOf('"' + format.mediaType() + '"', "MediaType.IMAGE_" + format + "_VALUE");
        assertThat(Files.readString(Path.of("docs/api.md"))).contains('`' + format.mediaType() + '`');
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void thePageOffersEveryImageFormat(ImageFormat format) throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/static/index.html")))
                .containsPattern("accept=\"[^\"]*" + format.mediaType() + "[,\"]");
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void sparkAndTheDocumentationHaveEveryExtension(ImageFormat format) throws IOException {
        String spark = Files.readString(Path.of("spark/src/main/java/org/residual/spark/ImageSource.java"));
        assertThat(spark).contains(quoted(format.extensions().stream()).toArray(String[]::new));
        assertThat(Files.readString(Path.of("docs/classify.md"))
                        .lines()
                        .filter(line -> line.contains("searched for the extensions")))
                .singleElement()
                .satisfies(line -> assertThat(line.split("\\W+")).containsAll(format.extensions()));
    }

    private static Stream<String> quoted(Stream<String> words) {
        return words.map(word -> '"' + word + '"');
    }

    @ParameterizedTest
    @EnumSource(ModelArchitecture.class)
    void theInterfaceAndTheDocumentationNameEveryArchitecture(ModelArchitecture architecture) throws IOException {
        String name = architecture.name().toLowerCase(Locale.ROOT);
        assertThat(Files.readString(API)).containsPattern("architecture: \\{enum: \\[[^\\]]*\\b" + name + "\\b");
        assertThat(Files.readString(Path.of("docs/model-store.md")))
                .containsPattern("\\| `architecture` \\|[^|]*`" + name + "`");
    }
}
