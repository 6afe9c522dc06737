package org.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.background.BackgroundLoops;
import org.residual.image.ImageDecoder;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.inference.evidence.EvidenceUnavailableException;
import org.residual.inference.evidence.LocatedEvidence;
import org.residual.inference.input.RefusedUploadException;
import org.residual.inference.input.UploadedImage;
import org.residual.inference.predictor.BatchLimits;
import org.residual.inference.predictor.Placement;
import org.residual.inference.predictor.PredictorPool;
import org.residual.inference.request.AnswerWatch;
import org.residual.inference.request.Caller;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Prediction;
import org.residual.inference.request.RequestTimeline;
import org.residual.memory.MemoryBudget;
import org.residual.memory.RequestMemory;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;
import org.springframework.util.FileSystemUtils;

/** The limit of evidence in a request, and the memory that it holds meanwhile. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EvidenceMemoryTest {
    private static final Duration AMPLE = Duration.ofMinutes(1);
    /** Of 10 classes, at 4 x 4 positions. */
    private static final int NUMBERS = 160;
    /** As a double and as a float, and a dozen letters of text, twice. */
    private static final int LEAST_BYTES = 8 + 4 + 2 * 12;

    @TempDir
    private Path folder;

    private final PredictorPool pool = new PredictorPool(
            new Placement(List.of(ComputeDevice.CPU), new BatchLimits(4, Long.MAX_VALUE, Duration.ZERO, 100)),
            AMPLE,
            InferenceListener.NONE);
    private final RequestMemory memory = new RequestMemory(256 << 20, 16 << 20);
    private final AnswerWatch watch = new AnswerWatch(Duration.ofMillis(10), new BackgroundLoops(System::nanoTime));
    private final Classifier classifier =
            new Classifier(new ImageDecoder(20_000_000), 2, memory, pool, watch, InferenceListener.NONE);

    @AfterEach
    void close() {
        watch.close();
        pool.close();
    }

    private static ReadyVersion load(Path version) {
        return new VersionLoader(1).load(VersionFolder.at(version));
    }

    private static ReadyVersion digits() {
        return load(Path.of("model-store/digits-resnet/1"));
    }

    private static UploadedImage three() throws IOException {
        return new UploadedImage("three.png", Files.readAllBytes(Path.of("samples/three.png")));
    }

    private List<Prediction> classify(
            ReadyVersion version, List<UploadedImage> images, int evidence, RequestTimeline timeline) {
        try {
            return classifier
                    .classify(version, images, evidence, new Caller(AMPLE, () -> false, timeline))
                    .join();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    private long taken() {
        return memory.budgets().stream().mapToLong(MemoryBudget::taken).sum();
    }

    @Test
    void theAnswerHoldsItsMemoryUntilTheRequestEnds() throws IOException {
        try (ReadyVersion version = digits()) {
            RequestTimeline timeline = new RequestTimeline();
            List<UploadedImage> images = Collections.nCopies(5, three());

            List<Prediction> predictions = classify(version, images, 10, timeline);

            assertThat(predictions.get(4).evidence().orElseThrow().evidence().classes())
                    .hasSize(10);
            assertThat(taken()).isBetween(5L * NUMBERS * LEAST_BYTES, 2 * 5L * NUMBERS * LEAST_BYTES);
            timeline.close();
            assertThat(taken()).isZero();
        }
    }

    @Test
    void withoutEvidenceNothingIsHeld() throws IOException {
        try (ReadyVersion version = digits()) {
            classify(version, List.of(three()), 0, new RequestTimeline());
            assertThat(taken()).isZero();
        }
    }

    @Test
    void aRequestThatFailsHoldsNothing() throws IOException {
        try (ReadyVersion version = digits()) {
            byte[] cut = Files.readAllBytes(Path.of("samples/three.png"));
            List<UploadedImage> images = List.of(three(), new UploadedImage("cut.png", Arrays.copyOf(cut, 90)));
            assertThatThrownBy(() -> classify(version, images, 10, new RequestTimeline()))
                    .isInstanceOf(RefusedUploadException.class);
            assertThat(taken()).isZero();
        }
    }

    @Test
    void whatComesAfterTheRequestHasEndedHoldsNothing() throws IOException {
        try (ReadyVersion version = digits()) {
            RequestTimeline timeline = new RequestTimeline();
            timeline.close();
            classify(version, List.of(three()), 1, timeline);
            assertThat(taken()).isZero();
        }
    }

    /** The shipped network for pictures of any size: a position for every 16 x 16 pixels. */
    private Path ofAnySize() throws IOException {
        Path version = folder.resolve("any").resolve("1");
        FileSystemUtils.copyRecursively(Path.of("model-store/digits-convbnnet/1"), version);
        String descriptor = Files.readString(version.resolve("model.yaml"));
        Files.writeString(version.resolve("model.yaml"), descriptor.replaceAll("(?m)^  resize:\n(    .*\n)+", ""));
        return version;
    }

    private static UploadedImage square(int side) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY), "png", png);
        return new UploadedImage("square.png", png.toByteArray());
    }

    @Test
    void tooManyNumbersAreRefusedBeforeAnythingIsComputed() throws IOException {
        try (ReadyVersion version = load(ofAnySize())) {
            // 163 x 163 positions of each, of 10 classes.
            List<UploadedImage> large = Collections.nCopies(4, square(2600));
            assertThatThrownBy(() -> classify(version, large, 10, new RequestTimeline()))
                    .isInstanceOfSatisfying(
                            RefusedUploadException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_PIXELS))
                    .hasMessageContaining("1062760 numbers")
                    .hasMessageContaining("1048576");
            assertThat(taken()).isZero();
        }
    }

    @Test
    void aMapIsAsWideAsItsPicture() throws IOException {
        try (ReadyVersion version = load(ofAnySize())) {
            List<Prediction> predictions = classify(version, List.of(square(250)), 1, new RequestTimeline());
            LocatedEvidence evidence = predictions.get(0).evidence().orElseThrow();
            assertThat(evidence.evidence().grid().width()).isEqualTo(16);
            assertThat(evidence.evidence().classes().get(0).contributions()).hasSize(16 * 16);
            assertThat(evidence.area().width()).isEqualTo(256);
        }
    }

    @Test
    void aGraphOfOthersHasNone() throws IOException {
        Path exported = Path.of("src/test/resources/exported");
        Path files = Files.createDirectories(folder.resolve("graph").resolve("1"));
        Files.copy(exported.resolve("torch-opset13.onnx"), files.resolve("model.onnx"));
        Files.writeString(files.resolve("model.yaml"), "architecture: onnx\nclasses: 5\noutput: logits\n");
        Map<String, StoredTensor> expected = Safetensors.map(exported.resolve("expected.safetensors"));
        Safetensors.write(
                files.resolve("known-answer.safetensors"),
                Map.of("input", expected.get("images"), "log_probabilities", expected.get("torch-opset13")));
        try (ReadyVersion version = load(files)) {
            assertThat(version.hasEvidence()).isFalse();
            assertThatThrownBy(() -> classify(version, List.of(square(16)), 1, new RequestTimeline()))
                    .isInstanceOf(EvidenceUnavailableException.class)
                    .hasMessageContaining("version 1 of 'graph'")
                    .hasMessageContaining("ONNX");
        }
    }
}
