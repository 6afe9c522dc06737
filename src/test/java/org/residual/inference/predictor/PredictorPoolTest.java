package org.residual.inference.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.residual.image.ImageDecoder;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.inference.request.Deadline;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Prediction;
import org.residual.inference.request.QueueFullException;
import org.residual.inference.request.RequestTimeline;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.FakeGpus;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.ReadyVersion;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PredictorPoolTest {
    private static final Deadline LATER = Deadline.in(Duration.ofMinutes(5));
    private static final int MANY = 400;
    private static final Duration DRAIN = Duration.ofMinutes(1);

    private static ReadyVersion version;
    private static ImageTensor three;
    private static ImageTensor seven;

    @BeforeAll
    static void load() throws IOException {
        version = new VersionLoader(1).load(VersionFolder.at(Path.of("model-store/digits-resnet/1")));
        three = tensor("samples/three.png");
        seven = tensor("samples/seven.png");
    }

    /** One predictor. */
    private static PredictorPool pool(int largestBatch) {
        return pool(List.of(ComputeDevice.CPU), limits(largestBatch));
    }

    private static PredictorPool pool(List<ComputeDevice> devices, BatchLimits limits) {
        return new PredictorPool(new Placement(devices, limits), DRAIN, InferenceListener.NONE);
    }

    private static BatchLimits limits(int largestBatch) {
        return new BatchLimits(largestBatch, Long.MAX_VALUE, Duration.ZERO, 1);
    }

    private static CompletableFuture<List<Prediction>> submit(
            PredictorPool pool, List<ImageTensor> images, Deadline deadline) {
        pool.reserve(version, images.size(), deadline);
        return pool.submit(version, images, 0, deadline, new RequestTimeline());
    }

    private static ImageTensor tensor(String file) throws IOException {
        return version.descriptor()
                .preprocessing()
                .apply(new ImageDecoder(1_000_000).decode(Files.readAllBytes(Path.of(file))));
    }

    @AfterAll
    static void close() {
        version.close();
    }

    @Test
    void answersInTheOrderOfTheImages() throws Exception {
        try (PredictorPool pool = pool(List.of(ComputeDevice.CPU, ComputeDevice.CPU), limits(16))) {
            List<Prediction> predictions =
                    submit(pool, List.of(three, seven, three), LATER).get();
            assertThat(predictions).extracting(Prediction::argmax).containsExactly(3, 7, 3);
        }
    }

    @Test
    void hasEachPredictorRunTheNetworkOfItsOwnDevice() throws Exception {
        for (ComputeDevice gpu : FakeGpus.of(2)) {
            // This version has no network on the other device.
            try (ReadyVersion placed = new VersionLoader(List.of(gpu), 1)
                            .load(VersionFolder.at(Path.of("model-store/digits-resnet/1")));
                    PredictorPool pool = pool(List.of(gpu), limits(1))) {
                pool.reserve(placed, 1, LATER);
                List<Prediction> predictions = pool.submit(placed, List.of(seven), 0, LATER, new RequestTimeline())
                        .get();
                assertThat(predictions).extracting(Prediction::argmax).containsExactly(7);
            }
        }
    }

    @Test
    void answersTheSameHoweverTheImagesAreBatched() throws Exception {
        List<ImageTensor> images = new ArrayList<>(Collections.nCopies(11, seven));
        images.add(4, three);
        float[] alone;
        try (PredictorPool pool = pool(1)) {
            alone = submit(pool, List.of(three), LATER).get().get(0).logProbabilities();
        }
        for (int largestBatch : new int[] {1, 3, 5, 12, 16}) {
            try (PredictorPool pool = pool(largestBatch)) {
                List<Prediction> predictions = submit(pool, images, LATER).get();
                assertThat(predictions.get(4).logProbabilities())
                        .as("in batches of up to %d", largestBatch)
                        .containsExactly(alone, within(1e-5f));
            }
        }
    }

    @Test
    void refusesARequestWhoseTimeIsLessThanThatOfWhatWaitsAndAnswersTheOthers() throws Exception {
        Hang hang = new Hang(2);
        try (PredictorPool pool = pool(hang)) {
            // The time per image is known from the first, which was held for that long.
            CompletableFuture<List<Prediction>> first = hangingAnswer(pool, hang);
            hang.end();
            first.get();
            CompletableFuture<List<Prediction>> running = hangingAnswer(pool, hang);
            CompletableFuture<List<Prediction>> waiting = submit(pool, Collections.nCopies(10_000, three), LATER);
            Duration expected = pool.expectedWait(version);
            assertThatThrownBy(() -> submit(pool, List.of(three), Deadline.in(expected.dividedBy(2))))
                    .isInstanceOf(QueueFullException.class);
            CompletableFuture<List<Prediction>> accepted = submit(
                    pool, List.of(seven), Deadline.in(expected.multipliedBy(2).plus(LATER.timeout())));
            waiting.cancel(false);
            hang.end();
            assertThat(running.get()).hasSize(1);
            assertThat(accepted.get()).extracting(Prediction::argmax).containsExactly(7);
        }
    }

    @Test
    void doesNotComputeARequestWhoseTimeIsUp() {
        try (PredictorPool pool = pool(1)) {
            CompletableFuture<List<Prediction>> answer = submit(pool, List.of(three), Deadline.in(Duration.ZERO));
            assertThatThrownBy(answer::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void goesOnAfterManyRequestsWhoseTimeIsUp() throws Exception {
        try (PredictorPool pool = pool(4)) {
            for (int i = 0; i < 20; i++) {
                CompletableFuture<List<Prediction>> late =
                        submit(pool, Collections.nCopies(MANY / 40, three), Deadline.in(Duration.ZERO));
                submit(pool, List.of(seven), LATER).get();
                assertThatThrownBy(late::get).hasCauseInstanceOf(DeadlineExceededException.class);
            }
            assertThat(submit(pool, Collections.nCopies(MANY, seven), LATER).get())
                    .extracting(Prediction::argmax)
                    .containsOnly(7);
        }
    }

    @Test
    void givesThePlacesOfACancelledRequestToTheNext() throws Exception {
        try (PredictorPool pool = pool(1)) {
            CompletableFuture<List<Prediction>> cancelled = submit(pool, Collections.nCopies(MANY, three), LATER);
            cancelled.cancel(false);
            CompletableFuture<List<Prediction>> next = submit(pool, Collections.nCopies(MANY, seven), LATER);
            assertThat(next.get()).hasSize(MANY).extracting(Prediction::argmax).containsOnly(7);
        }
    }

    @Test
    void finishesWhatItAcceptedBeforeItCloses() throws Exception {
        CompletableFuture<List<Prediction>> running;
        CompletableFuture<List<Prediction>> waiting;
        try (PredictorPool pool = pool(1)) {
            running = submit(pool, Collections.nCopies(MANY, three), LATER);
            waiting = submit(pool, List.of(seven), LATER);
        }
        assertThat(running).isDone();
        assertThat(waiting).isDone();
        assertThat(waiting.get()).extracting(Prediction::argmax).containsExactly(7);
    }

    /** If the timeline is missing, a batch fails before it is run. */
    @Test
    void goesOnAfterAFaultOutsideOfTheNetworkAndFailsTheRequestThatItCameOver() throws Exception {
        try (PredictorPool pool = pool(1)) {
            pool.reserve(version, 1, LATER);
            CompletableFuture<List<Prediction>> faulty = pool.submit(version, List.of(three), 0, LATER, null);
            assertThatThrownBy(faulty::get).hasCauseInstanceOf(NullPointerException.class);
            assertThat(submit(pool, List.of(seven), LATER).get())
                    .extracting(Prediction::argmax)
                    .containsExactly(7);
            assertThat(pool.states()).extracting(PredictorState::alive).containsExactly(true);
        }
    }

    /** Blocks predictors until they are released, like a call into the engine that does not return. */
    private static final class Hang implements InferenceListener {
        private final Semaphore hanging = new Semaphore(0);
        private final Semaphore letGo = new Semaphore(0);
        private final AtomicInteger left;
        private volatile Thread thread;

        Hang(int times) {
            this.left = new AtomicInteger(times);
        }

        @Override
        public void decoded(ReadyVersion version) {}

        @Override
        public void refused(ReadyVersion version, Reason reason) {}

        @Override
        public void predicted(ReadyVersion version, List<Prediction> predictions, Duration inNetwork) {
            if (left.getAndDecrement() > 0) {
                thread = Thread.currentThread();
                hanging.release();
                letGo.acquireUninterruptibly();
            }
        }

        void await() {
            hanging.acquireUninterruptibly();
        }

        void end() {
            letGo.release();
        }
    }

    private static PredictorPool pool(Hang hang) {
        return new PredictorPool(new Placement(List.of(ComputeDevice.CPU), limits(1)), DRAIN, hang);
    }

    private static CompletableFuture<List<Prediction>> hangingAnswer(PredictorPool pool, Hang hang) {
        CompletableFuture<List<Prediction>> answer = submit(pool, List.of(three), LATER);
        hang.await();
        return answer;
    }

    @Test
    void leavesAPredictorAloneThatHasTimeLeft() throws Exception {
        Hang hang = new Hang(1);
        try (PredictorPool pool = pool(hang)) {
            CompletableFuture<List<Prediction>> answer = hangingAnswer(pool, hang);
            pool.replaceStuck(Duration.ofHours(1));
            hang.end();
            assertThat(answer.get()).extracting(Prediction::argmax).containsExactly(3);
            assertThat(pool.replaced()).isZero();
        }
    }

    @Test
    void failsTheRequestsOfAPredictorThatHangsAndAnswersTheNextOnes() throws Exception {
        Hang hang = new Hang(1);
        try (PredictorPool pool = pool(hang)) {
            CompletableFuture<List<Prediction>> hangs = hangingAnswer(pool, hang);
            CompletableFuture<List<Prediction>> waits = submit(pool, List.of(seven), LATER);
            pool.replaceStuck(Duration.ZERO);
            assertThatThrownBy(hangs::get).hasCauseInstanceOf(PredictorStuckException.class);
            assertThat(waits.get()).extracting(Prediction::argmax).containsExactly(7);
            assertThat(pool.replaced()).isEqualTo(1);
            assertThat(pool.states()).extracting(PredictorState::stuck).containsExactly(false);
            hang.end();
        }
    }

    @Test
    void throwsTheLateAnswerAwayAndEndsTheThreadThatWasReplaced() throws Exception {
        Hang hang = new Hang(1);
        try (PredictorPool pool = pool(hang)) {
            CompletableFuture<List<Prediction>> hangs = hangingAnswer(pool, hang);
            pool.replaceStuck(Duration.ZERO);
            hang.end();
            hang.thread.join();
            assertThat(hangs).isCompletedExceptionally();
        }
    }

    /** The engine may use the version's memory until the call has returned. */
    @Test
    void keepsTheVersionOfAPredictorThatHangsUntilItReturns() throws Exception {
        ReadyVersion closed = new VersionLoader(1).load(VersionFolder.at(Path.of("model-store/digits-convbnnet/1")));
        Hang hang = new Hang(1);
        try (PredictorPool pool = pool(hang)) {
            pool.reserve(closed, 1, LATER);
            pool.submit(closed, List.of(three), 0, LATER, new RequestTimeline());
            hang.await();
            pool.replaceStuck(Duration.ZERO);
            closed.close();
            assertThat(closed.retain()).isTrue();
            closed.release();
            hang.end();
            hang.thread.join();
            assertThat(closed.retain()).isFalse();
        }
    }

    @Test
    void replacesNoMoreThanThereArePredictorsAndStillAnswersTheRequests() throws Exception {
        Hang hang = new Hang(2);
        try (PredictorPool pool = pool(hang)) {
            hangingAnswer(pool, hang);
            pool.replaceStuck(Duration.ZERO);
            CompletableFuture<List<Prediction>> second = hangingAnswer(pool, hang);
            pool.replaceStuck(Duration.ZERO);
            assertThatThrownBy(second::get).hasCauseInstanceOf(PredictorStuckException.class);
            assertThat(pool.replaced()).isEqualTo(1);
            assertThat(pool.states()).extracting(PredictorState::stuck).containsExactly(true);
            hang.end();
            hang.end();
        }
    }

    @Test
    void goesOnWithAPredictorThatReturnsAfterAllAndWasNotReplaced() throws Exception {
        Hang hang = new Hang(2);
        try (PredictorPool pool = pool(hang)) {
            hangingAnswer(pool, hang);
            pool.replaceStuck(Duration.ZERO);
            hangingAnswer(pool, hang);
            pool.replaceStuck(Duration.ZERO);
            hang.end();
            hang.end();
            assertThat(submit(pool, List.of(seven), LATER).get())
                    .extracting(Prediction::argmax)
                    .containsExactly(7);
            assertThat(pool.states()).extracting(PredictorState::stuck).containsExactly(false);
        }
    }
}
