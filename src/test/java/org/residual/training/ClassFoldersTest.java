package org.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.image.ImageDecoder;
import org.residual.image.RgbImage;

/** Folders of images of one pixel, of which red is the class and green the number of the image. */
class ClassFoldersTest {
    private static final ImageDecoder DECODER = new ImageDecoder(1000);

    @TempDir
    private Path root;

    private void write(String folder, int red, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            RgbImage pixel = new RgbImage(1, 1, new byte[] {(byte) red, (byte) i, 0});
            Pictures.writePng(root.resolve(folder).resolve(i + ".png"), pixel);
        }
    }

    private LabelledImages read(double validationShare, long seed) throws IOException {
        return new ClassFolders(validationShare, seed).read(root, DECODER);
    }

    private static int red(LabelledImage image) {
        return image.image().pixels()[0];
    }

    private static int green(LabelledImage image) {
        return image.image().pixels()[1];
    }

    @Test
    void areTheClassesInTheOrderOfTheirNames() throws IOException {
        write("zebra", 3, 2);
        write("ant", 1, 2);
        write("Cat", 0, 2);
        write("bee keeper", 2, 2);
        LabelledImages images = read(0.5, 1);
        assertThat(images.labels()).containsExactly("Cat", "ant", "bee keeper", "zebra");
        assertThat(Stream.concat(images.training().stream(), images.validation().stream()))
                .hasSize(8)
                .allSatisfy(image -> assertThat(image.label()).isEqualTo(red(image)));
    }

    @Test
    void passOverWhatIsHiddenAndFilesBesideTheFolders() throws IOException {
        write("a", 0, 1);
        write(".cache", 9, 1);
        Files.writeString(root.resolve("a").resolve(".DS_Store"), "x");
        Files.writeString(root.resolve("README"), "x");
        LabelledImages images = read(0, 1);
        assertThat(images.labels()).containsExactly("a");
        assertThat(images.training()).hasSize(1);
    }

    @ParameterizedTest(name = "{1} of each class: {0} of it, {2}")
    @CsvSource({"0, 10, 0", "0.2, 10, 2", "0.25, 10, 3", "0.15, 3, 0", "0.5, 1, 0", "0.99, 1, 0", "0.99, 4, 3"})
    void keepAShareOfEachClassForValidationAndLeaveAtLeastOneImage(double share, int count, int kept)
            throws IOException {
        write("a", 0, count);
        write("b", 1, count);
        LabelledImages images = read(share, 1);
        for (int label = 0; label < 2; label++) {
            int red = label;
            assertThat(images.validation())
                    .filteredOn(image -> red(image) == red)
                    .hasSize(kept);
            assertThat(images.training()).filteredOn(image -> red(image) == red).hasSize(count - kept);
        }
    }

    @Test
    void useEveryImageOnce() throws IOException {
        write("a", 0, 20);
        LabelledImages images = read(0.3, 1);
        assertThat(Stream.concat(images.training().stream(), images.validation().stream())
                        .map(ClassFoldersTest::green))
                .hasSize(20)
                .doesNotHaveDuplicates();
    }

    @Test
    void splitTheSameForTheSameSeedAndOtherwiseForAnother() throws IOException {
        write("a", 0, 30);
        List<Integer> once =
                read(0.5, 1).validation().stream().map(ClassFoldersTest::green).toList();
        assertThat(read(0.5, 1).validation())
                .extracting(ClassFoldersTest::green)
                .containsExactlyElementsOf(once);
        assertThat(read(0.5, 2).validation())
                .extracting(ClassFoldersTest::green)
                .isNotEqualTo(once);
    }

    @Test
    void nameAFileThatIsNoImage() throws IOException {
        write("a", 0, 1);
        Path file = Files.writeString(root.resolve("a").resolve("notes.txt"), "hello");
        assertThatThrownBy(() -> read(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining("plain text");
    }

    @Test
    void nameAFolderWhereAnImageShouldBe() throws IOException {
        write("a", 0, 1);
        Path folder = Files.createDirectory(root.resolve("a").resolve("more"));
        assertThatThrownBy(() -> read(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder + " is a folder, not an image.");
    }

    @Test
    void nameAClassWithoutAnImage() throws IOException {
        write("a", 0, 1);
        Path empty = Files.createDirectory(root.resolve("b"));
        assertThatThrownBy(() -> read(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(empty + " holds no image.");
    }

    @Test
    void refuseAFolderWithoutAClass() {
        assertThatThrownBy(() -> read(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(root + " holds no folder of a class.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void refuseAShareThatIsNone(double share) {
        assertThatThrownBy(() -> new ClassFolders(share, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("share");
    }
}
