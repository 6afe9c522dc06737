package org.residual.inference.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.residual.inference.request.ClientGoneException;
import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;

class EntranceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong clock = new AtomicLong();
    private final Entrance entrance = new Entrance(2, 3, clock::get);

    private CompletableFuture<Entry> ask() {
        return entrance.ask(new RequestTimeline(), () -> false);
    }

    /** A request that has been received. */
    private static RequestTimeline read() {
        RequestTimeline timeline = new RequestTimeline();
        timeline.end(Part.READ);
        return timeline;
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void asManyAreInsideAtATimeAsThereArePlaces() {
        assertThat(ask()).isCompleted();
        assertThat(ask()).isCompleted();
        assertThat(ask()).isNotDone();
        assertThat(entrance.waiting()).isEqualTo(1);
    }

    @Test
    void whoeverHasWaitedLongestComesInNext() {
        CompletableFuture<Entry> inside = ask();
        ask();
        CompletableFuture<Entry> first = ask();
        CompletableFuture<Entry> second = ask();
        inside.join().close();
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
    }

    @Test
    void whoeverLeavesTwiceLetsInOne() {
        CompletableFuture<Entry> inside = ask();
        ask();
        ask();
        CompletableFuture<Entry> second = ask();
        inside.join().close();
        inside.join().close();
        assertThat(second).isNotDone();
    }

    @Test
    void whoeverWasSentAwayTakesNoPlace() {
        CompletableFuture<Entry> inside = ask();
        ask();
        CompletableFuture<Entry> sentAway = ask();
        CompletableFuture<Entry> next = ask();
        sentAway.completeExceptionally(new ClientGoneException());
        assertThat(entrance.waiting()).isEqualTo(1);
        inside.join().close();
        assertThat(next).isCompleted();
    }

    @Test
    void nobodyOvertakesThoseWhoWait() {
        CompletableFuture<Entry> inside = ask();
        CompletableFuture<Entry> other = ask();
        CompletableFuture<Entry> waiting = ask();
        other.join().close();
        assertThat(waiting).isCompleted();
        CompletableFuture<Entry> late = ask();
        assertThat(late).isNotDone();
        inside.join().close();
        assertThat(late).isCompleted();
    }

    @Test
    void whoeverSendsSlowlyKeepsNobodyOut() {
        ask();
        ask();
        CompletableFuture<Entry> waiting = ask();
        pass(SECOND.minusNanos(1));
        entrance.passSlow(SECOND);
        assertThat(waiting).isNotDone();
        pass(Duration.ofNanos(1));
        entrance.passSlow(SECOND);
        assertThat(waiting).isCompleted();
    }

    @Test
    void notMoreAreInsideWhoSendSlowlyThanMayBe() {
        List<CompletableFuture<Entry>> slow =
                Stream.generate(this::ask).limit(10).toList();
        for (int i = 0; i < 10; i++) {
            pass(SECOND);
            entrance.passSlow(SECOND);
        }
        assertThat(slow.subList(0, 5)).allMatch(CompletableFuture::isDone);
        assertThat(entrance.waiting()).isEqualTo(5);
    }

    @Test
    void whatHasBeenReceivedKeepsItsPlaceHoweverLongItTakes() {
        entrance.ask(read(), () -> false);
        entrance.ask(read(), () -> false);
        CompletableFuture<Entry> waiting = ask();
        pass(SECOND.multipliedBy(100));
        entrance.passSlow(SECOND);
        assertThat(waiting).isNotDone();
    }

    @Test
    void expectsThoseBeforeToTakeAsLongAsTheLastOnesTook() {
        List<CompletableFuture<Entry>> requests =
                Stream.generate(this::ask).limit(12).toList();
        for (CompletableFuture<Entry> request : requests.subList(0, 6)) {
            pass(SECOND);
            request.join().close();
        }
        // Two are admitted, four wait.
        assertThat(entrance.expectedWait()).isEqualTo(SECOND.multipliedBy(6));
    }

    @Test
    void expectsNobodyToComeInSoonerThanTheOneWhoHasWaitedLongest() {
        ask();
        ask();
        ask();
        pass(SECOND.multipliedBy(100));
        assertThat(entrance.expectedWait()).isEqualTo(SECOND.multipliedBy(100));
    }

    @Test
    void timesWhenNobodyWaitedSayNothingOfHowLongItTakes() {
        List<CompletableFuture<Entry>> busy =
                Stream.generate(this::ask).limit(5).toList();
        busy.forEach(request -> {
            pass(SECOND);
            request.join().close();
        });
        pass(SECOND.multipliedBy(1000));
        List<CompletableFuture<Entry>> later =
                Stream.generate(this::ask).limit(4).toList();
        pass(SECOND);
        later.get(0).join().close();
        assertThat(entrance.expectedWait()).isEqualTo(SECOND.multipliedBy(3));
    }

    @Test
    void whereNobodyWaitsNothingIsExpected() {
        ask();
        ask();
        assertThat(entrance.expectedWait()).isZero();
    }
}
