package org.residual.inference.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.inference.request.Deadline;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.RequestTimeline;
import org.residual.store.version.ReadyVersion;
import org.residual.support.DigitVersions;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
@ExtendWith(DigitVersions.Resolver.class)
class BatchQueueTest {
    private static final Deadline LATER = Deadline.in(Duration.ofMinutes(5));
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final ImageTensor SMALL = image(4, 4);
    private static final ImageTensor WIDE = image(4, 8);

    private static ReadyVersion one;
    private static ReadyVersion other;

    @BeforeAll
    static void load(DigitVersions digits) {
        one = digits.resnet();
        other = digits.convbnnet();
    }

    private static ImageTensor image(int height, int width) {
        return new ImageTensor(height, width, new float[3 * height * width]);
    }

    private static BatchQueue queue(int images, long pixels) {
        return new BatchQueue(new BatchLimits(images, pixels, AT_ONCE, 1), 1);
    }

    private static PendingRequest request(ReadyVersion version, ImageTensor... images) {
        return new PendingRequest(version, List.of(images), 0, LATER, new RequestTimeline());
    }

    private static PendingRequest request(ReadyVersion version, int count) {
        return new PendingRequest(version, Collections.nCopies(count, SMALL), 0, LATER, new RequestTimeline());
    }

    /** Reserves places and takes them, as the pool does. */
    private static boolean enter(BatchQueue queue, PendingRequest request) {
        if (!queue.reserve(request.version(), request.imageCount())) {
            return false;
        }
        boolean offered = queue.offer(request);
        if (!offered) {
            queue.release(request.version(), request.imageCount());
        }
        return offered;
    }

    private static Batch next(BatchQueue queue) throws InterruptedException {
        return queue.take().orElseThrow();
    }

    @Test
    void gathersWaitingRequestsUpToTheLimitOfImages() throws Exception {
        BatchQueue queue = queue(4, Long.MAX_VALUE);
        PendingRequest first = request(one, 1);
        PendingRequest second = request(one, 2);
        PendingRequest third = request(one, 3);
        Stream.of(first, second, third)
                .forEach(request -> assertThat(enter(queue, request)).isTrue());
        assertThat(next(queue).items()).extracting(WorkItem::request).containsExactly(first, second, second, third);
        assertThat(next(queue).items()).extracting(WorkItem::request).containsExactly(third, third);
    }

    @Test
    void gathersRequestsForEvidenceInBatchesOfTheirOwn() throws Exception {
        BatchQueue queue = queue(8, Long.MAX_VALUE);
        PendingRequest first = request(one, 1);
        PendingRequest explained = new PendingRequest(one, List.of(SMALL), 2, LATER, new RequestTimeline());
        PendingRequest second = request(one, 1);
        PendingRequest other = new PendingRequest(one, List.of(SMALL, SMALL), 1, LATER, new RequestTimeline());
        Stream.of(first, explained, second, other).forEach(request -> enter(queue, request));

        Batch without = next(queue);
        Batch with = next(queue);

        assertThat(without.items()).extracting(WorkItem::request).containsExactly(first, second);
        assertThat(without.evidence()).isEmpty();
        assertThat(with.items()).extracting(WorkItem::request).containsExactly(explained, other, other);
        assertThat(with.evidence()).containsExactly(2, 1, 1);
    }

    @Test
    void gathersUpToTheLimitOfPixels() throws Exception {
        BatchQueue queue = queue(100, 2 * 16 + 1);
        enter(queue, request(one, 5));
        assertThat(next(queue).items()).hasSize(2);
    }

    @Test
    void runsAnImageThatHasMorePixelsThanABatchMay() throws Exception {
        BatchQueue queue = queue(100, 1);
        enter(queue, request(one, 2));
        assertThat(next(queue).items()).hasSize(1);
    }

    @Test
    void gathersImagesOfOneSizeAndKeepsTheOrderOfTheOthers() throws Exception {
        BatchQueue queue = queue(8, Long.MAX_VALUE);
        enter(queue, request(one, SMALL, WIDE, SMALL, WIDE));
        assertThat(next(queue).items()).extracting(WorkItem::first).containsExactly(0, 2);
        assertThat(next(queue).items()).extracting(WorkItem::first).containsExactly(1, 3);
    }

    @Test
    void neverMixesVersionsAndLetsThemTakeTurns() throws Exception {
        BatchQueue queue = queue(2, Long.MAX_VALUE);
        enter(queue, request(one, 6));
        enter(queue, request(other, 3));
        ReadyVersion[] turns = new ReadyVersion[5];
        for (int i = 0; i < turns.length; i++) {
            Batch batch = next(queue);
            turns[i] = batch.version();
            assertThat(batch.items()).allMatch(item -> item.request().version() == batch.version());
        }
        assertThat(turns).containsExactly(one, other, one, other, one);
    }

    @Test
    void countsThePlacesOfImagesThatAreStillBeingDecoded() {
        BatchQueue queue = queue(1, Long.MAX_VALUE);
        queue.reserve(one, 3);
        enter(queue, request(one, 4));
        assertThat(queue.places(one)).isEqualTo(7);
        queue.release(one, 3);
        assertThat(queue.places(one)).isEqualTo(4);
    }

    @Test
    void freesThePlacesOfABatchThatIsTaken() throws Exception {
        BatchQueue queue = queue(2, Long.MAX_VALUE);
        enter(queue, request(one, 3));
        next(queue);
        assertThat(queue.places(one)).isEqualTo(1);
    }

    /** The queues of versions take turns, a batch each. */
    @Test
    void countsOfALongerLaneOnlyWhatIsTakenBeforeAShorterOneIsEmpty() {
        BatchQueue queue = queue(2, Long.MAX_VALUE);
        enter(queue, request(one, 50));
        assertThat(queue.before(other)).isEqualTo(Map.of(one, 2));
        enter(queue, request(other, 5));
        assertThat(queue.before(other)).isEqualTo(Map.of(one, 5, other, 5));
        assertThat(queue.before(one)).isEqualTo(Map.of(one, 50, other, 5));
    }

    @Test
    void forgetsARequestThatIsRemoved() throws Exception {
        BatchQueue queue = queue(8, Long.MAX_VALUE);
        PendingRequest removed = request(one, 3);
        PendingRequest kept = request(one, 1);
        enter(queue, removed);
        enter(queue, kept);
        queue.remove(removed);
        assertThat(queue.places(one)).isEqualTo(1);
        assertThat(next(queue).items()).extracting(WorkItem::request).containsExactly(kept);
    }

    @Test
    void neverHandsOutARequestWhoseTimeIsUp() throws Exception {
        BatchQueue queue = queue(8, Long.MAX_VALUE);
        PendingRequest late =
                new PendingRequest(one, List.of(SMALL, SMALL), 0, Deadline.in(Duration.ZERO), new RequestTimeline());
        PendingRequest inTime = request(one, 1);
        enter(queue, late);
        enter(queue, inTime);
        assertThat(next(queue).items()).extracting(WorkItem::request).containsExactly(inTime);
        assertThat(late.answer())
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(DeadlineExceededException.class);
    }

    @Test
    void handsOutWhatWaitsAfterItIsClosedAndThenNothing() throws Exception {
        BatchQueue queue = queue(8, Long.MAX_VALUE);
        enter(queue, request(one, 2));
        queue.close();
        assertThat(enter(queue, request(one, 1))).isFalse();
        assertThat(next(queue).items()).hasSize(2);
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void refusesARequestWhosePlacesWereReservedBeforeItWasClosed() {
        BatchQueue queue = queue(8, Long.MAX_VALUE);
        queue.reserve(one, 2);
        queue.close();
        assertThat(queue.offer(request(one, 2))).isFalse();
        assertThat(queue.places(one)).isEqualTo(2);
    }

    @Test
    void leavesOutARequestThatIsAnsweredAlready() throws Exception {
        BatchQueue queue = queue(8, Long.MAX_VALUE);
        PendingRequest answered = request(one, 2);
        PendingRequest waiting = request(one, 1);
        enter(queue, answered);
        enter(queue, waiting);
        answered.answer().cancel(false);
        assertThat(next(queue).items()).extracting(WorkItem::request).containsExactly(waiting);
        assertThat(queue.places(one)).isZero();
    }

    @Test
    void wakesAPredictorThatWaits() throws Exception {
        BatchQueue queue = queue(8, Long.MAX_VALUE);
        CompletableFuture<Optional<Batch>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        enter(queue, request(one, 1));
        assertThat(waiting.get()).isPresent();
    }

    @Test
    void doesNotWaitForABatchToFillWhileNoOtherPredictorIsBusy() throws Exception {
        Duration longerThanTheTest = Duration.ofHours(1);
        BatchQueue queue = new BatchQueue(new BatchLimits(8, Long.MAX_VALUE, longerThanTheTest, 100), 1);
        enter(queue, request(one, 1));
        assertThat(next(queue).items()).hasSize(1);
    }

    @Test
    void waitsForABatchToFillWhileAnotherPredictorIsBusy() throws Exception {
        Duration longerThanTheTest = Duration.ofHours(1);
        BatchQueue queue = new BatchQueue(new BatchLimits(3, Long.MAX_VALUE, longerThanTheTest, 100), 2);
        CompletableFuture<List<WorkItem>> batch = CompletableFuture.supplyAsync(() -> {
            try {
                return next(queue).items();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        // Only one of the two predictors has come for work, so the other one counts as busy.
        List<PendingRequest> requests = Arrays.asList(request(one, 1), request(one, 1), request(one, 1));
        requests.forEach(request -> assertThat(enter(queue, request)).isTrue());
        assertThat(batch.get()).extracting(WorkItem::request).containsExactlyElementsOf(requests);
    }
}
