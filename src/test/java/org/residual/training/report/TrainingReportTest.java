package org.residual.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.image.ImageDecoder;
import org.residual.training.data.LabelledImages;
import org.residual.training.data.Pictures;
import org.residual.training.data.PixelCache;

class TrainingReportTest {
    private static final Pattern PICTURE = Pattern.compile("src=\"data:image/png;base64,([^\"]*)\"");
    private static final List<Epoch> EPOCHS =
            List.of(new Epoch(1, 2.5, 2.25, 0.25, 0.01, 3), new Epoch(2, 1.5, 1.75, 0.75, 0.005, 3));

    @TempDir
    private Path directory;

    private PixelCache cache;

    @BeforeEach
    void openCache() throws IOException {
        cache = Pictures.cache();
    }

    @AfterEach
    void closeCache() throws IOException {
        cache.close();
    }

    /**
     * Four images of classes 0, 1, 0, 1; the second and the third are predicted as the other class, the third with
     * confidence.
     */
    private String report(List<String> labels) throws IOException {
        LabelledImages images = Pictures.in(cache, Pictures.pictures(2, 1));
        Evaluation evaluation = new Evaluation(
                images.labels(), new int[] {0, 0, 1, 1}, new float[] {-0.1f, -0.7f, -0.01f, -0.2f}, 1.75);
        Path file = directory.resolve("report.html");
        new TrainingReport("halves", "a network", EPOCHS, EPOCHS.get(1), images, labels, evaluation).write(file);
        return Files.readString(file);
    }

    @Test
    void needsNothingElse() throws IOException {
        assertThat(report(List.of("top", "bottom")))
                .startsWith("<!DOCTYPE html>")
                .doesNotContain("<script", "<link", "@import", "url(", "http:", "https:");
    }

    @Test
    void tellsTheFiguresOfTheBestEpoch() throws IOException {
        assertThat(report(List.of("top", "bottom")))
                .contains("<strong>50.0 %</strong> of 4 validation images right")
                .contains("<strong>1.7500</strong> validation loss")
                .contains("<strong>1.5000</strong> training loss")
                .contains("<strong>2 of 2</strong> best epoch");
    }

    @Test
    void showsMistakesWithTheMostConfidentFirst() throws IOException {
        List<byte[]> shown = PICTURE.matcher(report(List.of("top", "bottom")))
                .results()
                .map(match -> match.group(1))
                .map(Base64.getDecoder()::decode)
                .toList();
        List<Pictures.Picture> pictures = Pictures.pictures(2, 1);
        assertThat(shown)
                .extracting(png -> new ImageDecoder(1000).decode(png).pixels())
                .containsExactly(
                        pictures.get(2).image().pixels(),
                        pictures.get(1).image().pixels());
    }

    @Test
    void escapesWhatFoldersAreCalled() throws IOException {
        assertThat(report(List.of("<script>alert(1)</script>", "\"a\" & 'b'")))
                .doesNotContain("<script")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&quot;a&quot; &amp; &#39;b&#39;");
    }

    @Test
    void listsTheMostFrequentConfusionsWhereAMatrixWouldBeTooLarge() throws IOException {
        List<String> labels = IntStream.range(0, 31).mapToObj(i -> "class " + i).toList();
        assertThat(report(labels))
                .contains("class 1 taken for class 0", "class 0 taken for class 1")
                .doesNotContain("Confusion matrix");
    }

    @Test
    void drawsACurvePerColumn() throws IOException {
        List<String> curves = Pattern.compile("<polyline points=\"([^\"]*)\"")
                .matcher(report(List.of("top", "bottom")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(curves)
                .hasSize(3)
                .allSatisfy(points -> assertThat(points.split(" ")).hasSize(2));
    }

    @Test
    void leavesOutWhatNeedsImagesToValidateWith() throws IOException {
        Epoch epoch = new Epoch(1, 2.5, Double.NaN, Double.NaN, 0.01, 3);
        Evaluation nothing = new Evaluation(new int[0], new int[0], new float[0], Double.NaN);
        Path file = directory.resolve("report.html");
        new TrainingReport(
                        "halves", "", List.of(epoch), epoch, Pictures.in(cache, List.of()), List.of("a", "b"), nothing)
                .write(file);
        assertThat(Files.readString(file))
                .contains("<strong>2.5000</strong> training loss")
                .doesNotContain("NaN", "Accuracy", "mistakes</h2>");
    }
}
