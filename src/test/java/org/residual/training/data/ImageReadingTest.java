package org.residual.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.background.Interruption;
import org.residual.image.ImageFolder;
import org.residual.image.pixel.RgbImage;
import org.residual.image.preprocessing.Interpolation;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;
import org.residual.training.data.LabelledImages.Entry;

class ImageReadingTest {
    private static final Preprocessing PREPROCESSING = new Preprocessing(
            8, null, Resize.exactly(Pictures.SIZE, Pictures.SIZE, Interpolation.BILINEAR), null, null, null);

    @TempDir
    private Path root;

    private final StringWriter log = new StringWriter();
    private PixelCache cache;

    @BeforeEach
    void writePicturesAndOpenCache() throws IOException {
        Pictures.writeFolders(root, 2);
        cache = Pictures.cache();
    }

    @AfterEach
    void closeCache() throws IOException {
        cache.close();
    }

    private List<Entry> read(BrokenImages broken) throws IOException {
        return new ImageReading(PREPROCESSING, cache, broken, Interruption.none(), new PrintWriter(log))
                .read(ImageFolder.ofClasses(root));
    }

    private Path cutOff() throws IOException {
        byte[] whole = Files.readAllBytes(root.resolve("a top/0.png"));
        return Files.write(root.resolve("a top/cut.png"), Arrays.copyOf(whole, whole.length / 2));
    }

    @Test
    void keepsThePixelsOfEveryImage() throws IOException {
        List<Entry> entries = read(BrokenImages.STOP);
        List<Pictures.Picture> pictures = Pictures.pictures(2, 1);
        assertThat(entries).hasSize(4).allSatisfy(entry -> {
            int number = Integer.parseInt(
                    Path.of(entry.name()).getFileName().toString().replace(".png", ""));
            assertThat(cache.get(entry.number()).pixels())
                    .isEqualTo(pictures.get(number).image().pixels());
            assertThat(entry.label()).isEqualTo(pictures.get(number).label());
        });
    }

    @Test
    void namesAndCountsBrokenImagesAndGoesOnWithoutThem() throws IOException {
        Path broken = cutOff();
        Path text = Files.writeString(root.resolve("bottom/notes.jpg"), "hello");
        Path link = Files.createSymbolicLink(root.resolve("bottom/link.png"), Path.of("nowhere.png"));
        Pictures.writePng(root.resolve("bottom/tiny.png"), new RgbImage(3, 9, new byte[3 * 3 * 9]));
        assertThat(read(BrokenImages.SKIP)).hasSize(4);
        assertThat(log.toString())
                .contains("skipped " + broken + ": The image is damaged or incomplete")
                .contains("skipped " + text + ": This is plain text")
                .contains("skipped " + link + ": The file is a broken link")
                .contains("tiny.png: The image is 3 x 9 pixels")
                .endsWith("skipped 4 of 8 images, which cannot be used" + System.lineSeparator());
    }

    @Test
    void stopsAtTheFirstBrokenImageIfToldTo() throws IOException {
        Path broken = cutOff();
        assertThatThrownBy(() -> read(BrokenImages.STOP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(broken + ": The image is damaged");
    }

    @Test
    void refusesAClassOfWhichNothingIsLeft() throws IOException {
        Files.createDirectories(root.resolve("c"));
        Files.writeString(root.resolve("c/1.png"), "hello");
        assertThatThrownBy(() -> read(BrokenImages.SKIP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("No image of the class 'c' can be used.")
                .hasMessageContaining("plain text");
    }

    @Test
    void leavesNoFileBehind() throws IOException {
        try (PixelCache other = PixelCache.in(root, PREPROCESSING.outputSize().orElseThrow())) {
            other.add(Pictures.picture(0, new Random(1)));
        }
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("a top", "bottom");
    }
}
