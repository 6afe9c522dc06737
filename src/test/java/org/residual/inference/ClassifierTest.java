package org.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.background.BackgroundLoops;
import org.residual.image.ImageDecoder;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;
import org.residual.inference.input.ImageInput;
import org.residual.inference.input.PixelImage;
import org.residual.inference.input.PreparedImage;
import org.residual.inference.input.RefusedUploadException;
import org.residual.inference.input.UploadedImage;
import org.residual.inference.predictor.BatchLimits;
import org.residual.inference.predictor.Placement;
import org.residual.inference.predictor.PredictorPool;
import org.residual.inference.request.AnswerWatch;
import org.residual.inference.request.Caller;
import org.residual.inference.request.ClientGoneException;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Prediction;
import org.residual.inference.request.RequestTimeline;
import org.residual.memory.MemoryFullException;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.ReadyVersion;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ClassifierTest {
    private static final Duration AMPLE = Duration.ofMinutes(1);
    private static final int MANY = 400;

    private final ReadyVersion version =
            new VersionLoader(1).load(VersionFolder.at(Path.of("model-store/digits-resnet/1")));
    private final PredictorPool pool = new PredictorPool(
            new Placement(List.of(ComputeDevice.CPU), new BatchLimits(1, Long.MAX_VALUE, Duration.ZERO, MANY)),
            AMPLE,
            InferenceListener.NONE);
    private final RequestMemory memory = new RequestMemory(64 << 20, 16 << 20);
    private final AnswerWatch watch = new AnswerWatch(Duration.ofMillis(10), new BackgroundLoops(System::nanoTime));
    private final Classifier classifier =
            new Classifier(new ImageDecoder(1_000_000), 2, memory, pool, watch, InferenceListener.NONE);

    @AfterEach
    void close() {
        watch.close();
        pool.close();
        version.close();
    }

    private static UploadedImage sample(String name) throws IOException {
        return new UploadedImage(name, Files.readAllBytes(Path.of("samples", name)));
    }

    private List<Prediction> classify(List<UploadedImage> images, Duration timeout, boolean clientGone) {
        try {
            return classifier
                    .classify(version, images, new Caller(timeout, () -> clientGone, new RequestTimeline()))
                    .join();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    @Test
    void classifiesUploadedImages() throws IOException {
        List<UploadedImage> images = List.of(sample("four.png"), sample("one.png"));
        assertThat(classify(images, AMPLE, false))
                .extracting(Prediction::argmax)
                .containsExactly(4, 1);
    }

    @Test
    void namesTheImageThatItRefuses() throws IOException {
        List<UploadedImage> images = List.of(sample("four.png"), new UploadedImage("bad.png", new byte[0]));
        assertThatThrownBy(() -> classify(images, AMPLE, false))
                .isInstanceOfSatisfying(
                        RefusedUploadException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.EMPTY))
                .hasMessageStartingWith("bad.png: ");
    }

    @Test
    void givesUpARequestWhoseClientIsGoneAndFreesItsPlaces() throws IOException {
        List<UploadedImage> images = Collections.nCopies(MANY, sample("four.png"));
        assertThatThrownBy(() -> classify(images, AMPLE, true)).isInstanceOf(ClientGoneException.class);
        assertThat(classify(images, AMPLE, false)).hasSize(MANY);
    }

    @Test
    void givesUpARequestWhoseTimeIsUpAndFreesItsPlaces() throws IOException {
        List<UploadedImage> images = Collections.nCopies(MANY, sample("four.png"));
        assertThatThrownBy(() -> classify(images, Duration.ofMillis(1), false))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("1 ms");
        assertThat(classify(images, AMPLE, false)).hasSize(MANY);
    }

    @Test
    void letsWhatWaitsToBeDecodedTakeNoPlace() throws Exception {
        HeldUpDecoding heldUp = new HeldUpDecoding();
        Classifier oneAtATime = new Classifier(new ImageDecoder(1_000_000), 1, memory, pool, watch, heldUp);
        List<UploadedImage> images = List.of(sample("four.png"), sample("one.png"));
        Runnable request =
                () -> oneAtATime.classify(version, images, new Caller(AMPLE, () -> false, new RequestTimeline()));
        Thread decoding = new Thread(request);
        decoding.start();
        heldUp.begun.await();
        Thread waiting = new Thread(request);
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.WAITING);

        assertThat(pool.queuedImages(version)).isEqualTo(images.size());

        heldUp.goesOn.countDown();
        decoding.join();
        waiting.join();
    }

    @Test
    void givesUpARequestWhoseClientGoesWhileItWaitsToBeDecodedAndLetsTheNextTakeItsTurn() throws Exception {
        HeldUpDecoding heldUp = new HeldUpDecoding();
        Classifier oneAtATime = new Classifier(new ImageDecoder(1_000_000), 1, memory, pool, watch, heldUp);
        List<UploadedImage> images = List.of(sample("four.png"));
        Thread decoding = new Thread(
                () -> oneAtATime.classify(version, images, new Caller(AMPLE, () -> false, new RequestTimeline())));
        decoding.start();
        heldUp.begun.await();

        Caller gone = new Caller(AMPLE, () -> true, new RequestTimeline());
        assertThatThrownBy(() -> oneAtATime.classify(version, images, gone)).isInstanceOf(ClientGoneException.class);

        heldUp.goesOn.countDown();
        decoding.join();
        Caller there = new Caller(AMPLE, () -> false, new RequestTimeline());
        assertThat(oneAtATime.classify(version, images, there).join()).hasSize(1);
    }

    static Stream<Supplier<Error>> errors() {
        return Stream.of(
                () -> new OutOfMemoryError("provoked"),
                () -> new StackOverflowError("provoked"),
                () -> new NoClassDefFoundError("provoked"));
    }

    /** As a decoder may throw for any image. */
    @ParameterizedTest
    @MethodSource("errors")
    void errorsWhileImagesAreDecodedTakeNothingAway(Supplier<Error> error) throws IOException {
        Size size = new Size(32, 32);
        PixelImage bad = new PixelImage("bad", size, () -> {
            throw error.get();
        });
        PixelImage good = new PixelImage("good", size, () -> new RgbImage(32, 32, new byte[3 * 32 * 32]));
        for (int i = 0; i < 1000; i++) {
            assertThatThrownBy(() -> classifier.classify(
                            version, List.of(good, bad), new Caller(AMPLE, () -> false, new RequestTimeline())))
                    .isInstanceOf(Error.class)
                    .hasMessage("provoked");
        }
        assertThat(pool.queuedImages(version)).isZero();
        assertThat(memory.budgets()).allMatch(budget -> budget.taken() == 0);
        assertThat(classify(Collections.nCopies(MANY, sample("four.png")), AMPLE, false))
                .hasSize(MANY);
    }

    @Test
    void memoryIsGivenBackWhenTheAnswerIsThere() throws IOException {
        classify(List.of(sample("four.png")), AMPLE, false);
        assertThat(memory.budgets()).allMatch(budget -> budget.taken() == 0).anyMatch(budget -> budget.mostTaken() > 0);
    }

    @Test
    void anImageThatCanNeverFitIsRefusedWithTheLimit() {
        PixelImage image = new PixelImage("wide.png", new Size(4000, 4000), () -> {
            throw new AssertionError("It is decoded.");
        });
        assertThatThrownBy(() -> classifier.classify(
                        version, List.of(image), new Caller(AMPLE, () -> false, new RequestTimeline())))
                .isInstanceOfSatisfying(
                        RefusedUploadException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_PIXELS))
                .hasMessageStartingWith("wide.png: ")
                .hasMessageContaining("4000 x 4000")
                .hasMessageContaining("bytes of memory");
    }

    @Test
    void manyImagesWhoseTensorsCannotBeHeldTogetherAreRefused() {
        Size size = new Size(1000, 1000);
        List<PreparedImage> images = Collections.nCopies(64, new PreparedImage("image", size, () -> {
            throw new AssertionError("It is prepared.");
        }));
        assertThatThrownBy(() ->
                        classifier.classify(version, images, new Caller(AMPLE, () -> false, new RequestTimeline())))
                .isInstanceOf(RefusedUploadException.class)
                .hasMessageContaining("fewer images");
    }

    @Test
    void whoFindsNoMemoryUntilTheDeadlineIsToldSo() throws IOException {
        List<MemoryShare> others = memory.budgets().stream()
                .map(budget -> budget.take(budget.limit(), AMPLE))
                .toList();
        assertThatThrownBy(() -> classify(List.of(sample("four.png")), Duration.ofMillis(50), false))
                .isInstanceOf(MemoryFullException.class);
        assertThatThrownBy(() -> classify(List.of(sample("four.png")), AMPLE, true))
                .isInstanceOf(ClientGoneException.class);
        others.forEach(MemoryShare::close);
        assertThat(classify(List.of(sample("four.png")), AMPLE, false)).hasSize(1);
        assertThat(memory.budgets()).allMatch(budget -> budget.taken() == 0);
    }

    @Test
    void whatTheHeaderShowsIsRefusedBeforeItsPixelsAreDecoded() {
        PixelImage strip = new PixelImage("strip.png", new Size(1, 1), () -> {
            throw new AssertionError("It is decoded.");
        });
        PreparedImage small = new PreparedImage("small", new Size(2, 2), () -> {
            throw new AssertionError("It is prepared.");
        });
        for (ImageInput image : List.of(strip, small)) {
            assertThatThrownBy(() -> classifier.classify(
                            version, List.of(image), new Caller(AMPLE, () -> false, new RequestTimeline())))
                    .isInstanceOfSatisfying(
                            RefusedUploadException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.TOO_SMALL));
        }
    }

    /** Blocks decoding threads. */
    private static final class HeldUpDecoding implements InferenceListener {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goesOn = new CountDownLatch(1);

        @Override
        public void decoded(ReadyVersion version) {
            begun.countDown();
            try {
                goesOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void refused(ReadyVersion version, Reason reason) {}

        @Override
        public void predicted(ReadyVersion version, List<Prediction> predictions, Duration inNetwork) {}
    }
}
