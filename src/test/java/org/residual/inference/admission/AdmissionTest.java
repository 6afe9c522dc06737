package org.residual.inference.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.residual.background.BackgroundLoops;
import org.residual.inference.request.AnswerWatch;
import org.residual.inference.request.Caller;
import org.residual.inference.request.ClientGoneException;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.QueueFullException;
import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;
import org.residual.store.version.ReadyVersion;
import org.residual.support.DigitVersions;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
@ExtendWith(DigitVersions.Resolver.class)
class AdmissionTest {
    private static final Duration AMPLE = Duration.ofMinutes(10);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int PLACES = 2;
    private static final int AT_ONCE = 3;

    private static ReadyVersion one;
    private static ReadyVersion other;

    private final AtomicLong clock = new AtomicLong();
    private final BackgroundLoops loops = new BackgroundLoops(System::nanoTime);
    private final AnswerWatch watch = new AnswerWatch(Duration.ofMillis(10), loops);
    private final Admission admission =
            new Admission(PLACES, 0, new RefusalPace(AT_ONCE, clock::get), watch, clock::get, loops);

    @BeforeAll
    static void load(DigitVersions digits) {
        one = digits.resnet();
        other = digits.convbnnet();
    }

    @AfterEach
    void close() {
        admission.close();
        watch.close();
    }

    private static Caller caller(Duration timeout, boolean gone) {
        RequestTimeline timeline = new RequestTimeline();
        timeline.end(Part.READ);
        return new Caller(timeout, () -> gone, timeline);
    }

    private CompletableFuture<Entry> ask(Duration timeout) {
        return admission.ask(one, () -> true, caller(timeout, false));
    }

    /** Six wait behind the two that are admitted, and each has taken a second. */
    private void crowd() {
        List<CompletableFuture<Entry>> requests =
                Stream.generate(() -> ask(AMPLE)).limit(12).toList();
        for (CompletableFuture<Entry> request : requests.subList(0, 4)) {
            clock.addAndGet(SECOND.toNanos());
            request.join().close();
        }
    }

    @Test
    void howeverManyWaitThoseAreAcceptedThatCanBeAnsweredInTheirTime() {
        crowd();
        assertThat(ask(Duration.ofSeconds(9))).isNotDone();
        assertThat(admission.waiting(one)).isEqualTo(7);
    }

    @Test
    void thoseAreRefusedThatCannotBeAnsweredInTheirTime() {
        crowd();
        assertThatThrownBy(() -> ask(Duration.ofSeconds(5)).join())
                .hasCauseInstanceOf(QueueFullException.class)
                .cause()
                .hasMessageContaining("6 requests")
                .hasMessageContaining("8.0 s")
                .hasMessageContaining("5.0 s")
                .satisfies(e -> assertThat(((QueueFullException) e).room()).isEqualTo(Duration.ofSeconds(3)));
        assertThat(admission.waiting(one)).isEqualTo(6);
    }

    @Test
    void refusalsThatComeTooFastHaveToWait() {
        crowd();
        for (int i = 0; i < AT_ONCE; i++) {
            assertThat(ask(Duration.ofSeconds(5))).isCompletedExceptionally();
        }
        CompletableFuture<Entry> held = ask(Duration.ofSeconds(5));
        assertThat(held).isNotDone();
        assertThatThrownBy(held::join).hasCauseInstanceOf(QueueFullException.class);
    }

    @Test
    void aCrowdForOneVersionKeepsNobodyFromAnother() {
        crowd();
        assertThat(admission.ask(other, () -> true, caller(SECOND, false))).isCompleted();
    }

    @Test
    void whatIsStillToBeSentKeepsNothingOutThatHasArrived() {
        for (int i = 0; i < PLACES; i++) {
            admission.ask(one, () -> false, caller(AMPLE, false));
        }
        assertThat(admission.ask(one, () -> false, caller(AMPLE, false))).isNotDone();
        assertThat(ask(AMPLE)).isCompleted();
    }

    @Test
    void whatArrivesWhileItWaitsIsNotKeptOutByWhatIsStillToBeSent() {
        AtomicBoolean arrived = new AtomicBoolean();
        for (int i = 0; i < PLACES; i++) {
            admission.ask(one, () -> false, caller(AMPLE, false));
        }
        CompletableFuture<Entry> waiting = admission.ask(one, arrived::get, caller(AMPLE, false));
        assertThat(waiting).isNotDone();
        arrived.set(true);
        assertThat(waiting).succeedsWithin(AMPLE);
    }

    @Test
    void whoeverWaitsIsToldWhenItsTimeIsUp() {
        ask(AMPLE);
        ask(AMPLE);
        assertThatThrownBy(() -> ask(Duration.ofMillis(20)).join()).hasCauseInstanceOf(DeadlineExceededException.class);
        assertThat(admission.waiting(one)).isZero();
    }

    @Test
    void whoeverGoesWhileItWaitsIsForgotten() {
        ask(AMPLE);
        ask(AMPLE);
        assertThatThrownBy(() ->
                        admission.ask(one, () -> true, caller(AMPLE, true)).join())
                .hasCauseInstanceOf(ClientGoneException.class);
        assertThat(admission.waiting(one)).isZero();
    }
}
