package org.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that torchvision's {@code ImageFolder} finds, in its order; no file is opened. */
class ImageFolderTest {
    @TempDir
    private Path root;

    /** Aborts the test if the system does not support such names. */
    private void touch(String... files) throws IOException {
        Charset ofNames = Charset.forName(System.getProperty("sun.jnu.encoding"));
        for (String file : files) {
            assumeTrue(ofNames.newEncoder().canEncode(file), "Names of files are in " + ofNames + " here.");
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.createFile(path);
        }
    }

    private List<String> found() throws IOException {
        return ImageFolder.ofClasses(root).files().stream()
                .map(file -> file.label() + " " + root.relativize(file.path()))
                .toList();
    }

    /** {@code sorted(["zebra", "ant", "Cat", "\U0001F40E", "\uFF21"])} in Python. */
    @Test
    void hasItsClassesInPythonsOrder() throws IOException {
        touch("zebra/1.png", "ant/1.png", "Cat/1.png", "\uD83D\uDC0E/1.png", "\uFF21/1.png");
        assertThat(ImageFolder.ofClasses(root).classes())
                .containsExactly("Cat", "ant", "zebra", "\uFF21", "\uD83D\uDC0E");
    }

    @Test
    void findsImagesAtAnyDepth() throws IOException {
        touch("a/2.png", "a/more/1.jpg", "a/more/and more/0.jpeg", "b/1.png");
        assertThat(found()).containsExactly("0 a/2.png", "0 a/more/1.jpg", "0 a/more/and more/0.jpeg", "1 b/1.png");
    }

    @Test
    void knowsImagesByTheirExtensionInAnyCase() throws IOException {
        touch("a/1.JPG", "a/2.jpeg", "a/3.png", "a/4.ppm", "a/5.bmp", "a/6.pgm", "a/7.tif", "a/8.TIFF", "a/9.webp");
        touch("a/Thumbs.db", "a/desktop.ini", "a/README.txt", "a/png", "a/1.png.part", "a/list.csv", "b/1.gif");
        assertThat(found()).hasSize(10).noneMatch(file -> file.matches(".*(db|ini|txt|/png|part|csv)"));
    }

    @Test
    void leavesOutWhatIsHiddenAndFilesBesideTheFolders() throws IOException {
        touch("a/1.png", "a/._1.png", "a/.thumbnails/1.png", ".cache/1.png", "loose.png");
        assertThat(found()).containsExactly("0 a/1.png");
    }

    @Test
    void followsLinksAndNotInCircles() throws IOException {
        touch("a/1.png", "b/1.png");
        Files.createSymbolicLink(root.resolve("a/again"), root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a/other"), root.resolve("b"));
        assertThat(found()).containsExactly("0 a/1.png", "0 a/other/1.png", "1 b/1.png");
    }

    @Test
    void namesAClassWithoutAnImage() throws IOException {
        touch("a/1.png", "b/README.txt");
        assertThatThrownBy(() -> ImageFolder.ofClasses(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(root.resolve("b") + " has no image");
    }

    @Test
    void refusesAFolderWithoutAClass() {
        assertThatThrownBy(() -> ImageFolder.ofClasses(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(root + " has no class folders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "\t", " "})
    void refusesANameThatCanBeNoLabel(String name) throws IOException {
        touch(name + "/1.png");
        assertThatThrownBy(() -> ImageFolder.ofClasses(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot name a class")
                .hasMessageNotContaining("\n");
    }

    @Test
    void labelsImagesToValidateWithAsThoseToTrainWith() throws IOException {
        touch("b/1.png", "c/1.png");
        assertThat(ImageFolder.ofClasses(root)
                        .labelledAs(List.of("a", "b", "c"))
                        .files())
                .extracting(ImageFolder.LabelledFile::label)
                .containsExactly(1, 2);
        assertThatThrownBy(() -> ImageFolder.ofClasses(root).labelledAs(List.of("a", "b")))
                .hasMessageContaining("'c'");
    }

    @Test
    void takesImagesWithoutClassesInTheOrderOfTheirNames() throws IOException {
        touch("b.png", "a.jpg", "\uD83D\uDC0E.png", "\uFF21.png", ".hidden.png", "notes.txt");
        ImageFolder found = ImageFolder.withOrWithoutClasses(root);
        assertThat(found.classes()).isEmpty();
        assertThat(found.files())
                .extracting(file -> file.path().getFileName().toString())
                .containsExactly("a.jpg", "b.png", "\uFF21.png", "\uD83D\uDC0E.png");
        assertThat(found.files()).extracting(ImageFolder.LabelledFile::label).containsOnly(ImageFolder.NO_CLASS);
    }

    @Test
    void countsAClassWithoutAnImageWhereClassesAreOptional() throws IOException {
        touch("a/README.txt", "b/1.png", "loose.png");
        ImageFolder found = ImageFolder.withOrWithoutClasses(root);
        assertThat(found.classes()).containsExactly("a", "b");
        assertThat(found.files()).extracting(ImageFolder.LabelledFile::label).containsExactly(1);
    }

    @Test
    void refusesAFolderWithoutAnImage() throws IOException {
        touch("notes.txt");
        assertThatThrownBy(() -> ImageFolder.withOrWithoutClasses(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(root + " has no image");
    }

    @Test
    void refusesWhatIsNoFolder() throws IOException {
        touch("file.png");
        assertThatThrownBy(() -> ImageFolder.ofClasses(root.resolve("file.png")))
                .hasMessage(root.resolve("file.png") + " is not a folder.");
        assertThatThrownBy(() -> ImageFolder.withOrWithoutClasses(root.resolve("nowhere")))
                .hasMessage(root.resolve("nowhere") + " does not exist.");
    }
}
