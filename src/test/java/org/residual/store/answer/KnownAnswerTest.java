package org.residual.store.answer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.engine.ImageBatch;
import org.residual.nn.ReferenceNetwork;
import org.residual.store.VersionFiles;

/**
 * Which images a network is run on, with networks that record them: image i is filled with i and has the known answer
 * [i, -i, 0].
 */
class KnownAnswerTest {
    private static final int IMAGES = 3;

    @TempDir
    private Path models;

    private KnownAnswer knownAnswer() throws IOException {
        Path directory = models.resolve("some").resolve("1");
        float[] images = new float[IMAGES * 3 * 2 * 2];
        float[] answers = new float[IMAGES * 3];
        for (int i = 0; i < images.length; i++) {
            images[i] = i / 12;
        }
        for (int i = 0; i < IMAGES; i++) {
            answers[3 * i] = i;
            answers[3 * i + 1] = -i;
        }
        new VersionFiles(directory, new ReferenceNetwork(VersionFiles.SMALL, 1))
                .knowing(
                        "",
                        VersionFiles.float32(new Shape(IMAGES, 3, 2, 2), images),
                        VersionFiles.float32(new Shape(IMAGES, 3), answers));
        return KnownAnswer.read(directory, 3);
    }

    /** Answers correctly, except for one image in batches of one size. */
    private static Function<ImageBatch, float[]> network(List<String> shown, int wrongBatch, int wrongRow, float off) {
        return images -> {
            int batch = images.images();
            FloatBuffer values = images.values().asFloatBuffer();
            float[] answer = new float[3 * batch];
            StringBuilder seen = new StringBuilder();
            for (int row = 0; row < batch; row++) {
                float image = values.get(row * 12 + 11);
                seen.append((int) image);
                answer[3 * row] = image;
                answer[3 * row + 1] = -image;
                answer[3 * row + 2] = batch == wrongBatch && row == wrongRow ? off : 0;
            }
            shown.add(seen.toString());
            return answer;
        };
    }

    @Test
    void isAskedForEachImageAloneAndInBatchesOfEverySizeUpToTheLargest() throws IOException {
        List<String> shown = new ArrayList<>();
        double error = knownAnswer().largestError(network(shown, 0, 0, 0), false, 5);
        assertThat(error).isZero();
        assertThat(shown).containsExactly("0", "1", "2", "01", "012", "0120", "01201");
    }

    @Test
    void isAskedForInOneBatchWhereTheImagesAreNormalisedTogether() throws IOException {
        List<String> shown = new ArrayList<>();
        double error = knownAnswer().largestError(network(shown, 0, 0, 0), true, 5);
        assertThat(error).isZero();
        assertThat(shown).containsExactly("012");
    }

    @ParameterizedTest(name = "image {1} of a batch of {0}")
    @CsvSource({"1, 0", "2, 1", "3, 2", "4, 3", "5, 0", "5, 4"})
    void isNotGivenByANetworkThatIsWrongAtOneSizeOfBatch(int wrongBatch, int wrongRow) throws IOException {
        Function<ImageBatch, float[]> network = network(new ArrayList<>(), wrongBatch, wrongRow, 0.25f);
        assertThat(knownAnswer().largestError(network, false, 5)).isEqualTo(0.25);
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void isInfinitelyFarFromWhatIsNoNumber(float answer) throws IOException {
        Function<ImageBatch, float[]> network = network(new ArrayList<>(), 4, 2, answer);
        assertThat(knownAnswer().largestError(network, false, 5)).isInfinite();
    }
}
