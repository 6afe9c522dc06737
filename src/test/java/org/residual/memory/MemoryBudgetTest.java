package org.residual.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class MemoryBudgetTest {
    private static final Duration NO_TIME = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(50);

    private final MemoryBudget budget = new MemoryBudget("tests", 100);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private void awaitWaiting(int count) {
        while (budget.waiting() != count) {
            Thread.onSpinWait();
        }
    }

    private CompletableFuture<Void> whenTaken(long bytes, Runnable then) {
        return CompletableFuture.runAsync(
                () -> {
                    MemoryShare share = budget.take(bytes, LONG);
                    try {
                        then.run();
                    } finally {
                        share.close();
                    }
                },
                threads);
    }

    @Test
    void whatIsTakenIsGivenBackOnce() {
        MemoryShare share = budget.take(60, NO_TIME);
        assertThat(budget.taken()).isEqualTo(60);
        share.close();
        share.close();
        assertThat(budget.taken()).isZero();
        assertThat(budget.mostTaken()).isEqualTo(60);
    }

    @Test
    void aShareCanBeGivenBackInPart() {
        MemoryShare share = budget.take(60, NO_TIME);
        share.shrinkTo(20);
        assertThat(budget.taken()).isEqualTo(20);
        share.shrinkTo(50);
        assertThat(share.bytes()).isEqualTo(20);
        share.close();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void whatCanNeverFitIsRefusedAtOnce() {
        assertThatThrownBy(() -> budget.take(101, LONG))
                .isInstanceOfSatisfying(
                        MemoryExceededException.class,
                        e -> assertThat(e.limit()).isEqualTo(100));
    }

    @Test
    void whatDoesNotBecomeFreeInTimeIsRefusedAndLeavesNothingBehind() {
        try (MemoryShare share = budget.take(60, NO_TIME)) {
            assertThatThrownBy(() -> budget.take(41, Duration.ofMillis(1))).isInstanceOf(MemoryFullException.class);
            assertThat(budget.tryTake(41)).isEmpty();
            assertThat(budget.waiting()).isZero();
            assertThat(budget.taken()).isEqualTo(share.bytes());
        }
    }

    @Test
    void whoWaitsGetsItAsSoonAsItIsFree() throws Exception {
        MemoryShare share = budget.take(60, NO_TIME);
        CompletableFuture<Void> later = whenTaken(80, () -> {});
        awaitWaiting(1);
        share.shrinkTo(20);
        later.get();
        assertThat(budget.taken()).isEqualTo(20);
    }

    @Test
    void aLargeShareIsNotOvertakenBySmallOnes() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        MemoryShare share = budget.take(60, NO_TIME);
        CompletableFuture<Void> large = whenTaken(100, () -> order.add("large"));
        awaitWaiting(1);
        CompletableFuture<Void> small = whenTaken(1, () -> order.add("small"));
        awaitWaiting(2);
        assertThat(budget.tryTake(1)).isEmpty();
        share.close();
        CompletableFuture.allOf(large, small).get();
        assertThat(order).containsExactly("large", "small");
    }

    @Test
    void thoseBehindOneThatGivesUpAreServed() throws Exception {
        try (MemoryShare share = budget.take(60, NO_TIME)) {
            Thread large = new Thread(
                    () -> assertThatThrownBy(() -> budget.take(100, LONG)).isInstanceOf(MemoryFullException.class));
            large.start();
            awaitWaiting(1);
            CompletableFuture<Void> small = whenTaken(40, () -> {});
            awaitWaiting(2);
            large.interrupt();
            small.get();
            assertThat(share.bytes()).isEqualTo(60);
        }
        assertThat(budget.taken()).isZero();
    }

    @Test
    void whoHoldsAShareGetsMoreBeforeThoseThatWait() throws Exception {
        MemoryShare share = budget.take(60, NO_TIME);
        CompletableFuture<Void> later = whenTaken(50, () -> {});
        awaitWaiting(1);
        share.grow(40, NO_TIME);
        assertThat(budget.taken()).isEqualTo(100);
        assertThatThrownBy(() -> share.grow(1, NO_TIME)).isInstanceOf(MemoryFullException.class);
        share.close();
        later.get();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void ofThoseThatHoldSomethingOneMayWaitForMoreAndTheNextGivesWay() throws Exception {
        MemoryShare first = budget.take(50, NO_TIME);
        MemoryShare second = budget.take(50, NO_TIME);
        Thread growing = new Thread(() -> first.grow(50, LONG));
        growing.start();
        while (growing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> second.grow(1, LONG)).isInstanceOf(MemoryFullException.class);
        second.close();
        growing.join();
        assertThat(budget.taken()).isEqualTo(100);
        first.close();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void itIsGivenBackWhenTheWorkThatItIsForHasEndedOrFailedToStart() {
        CompletableFuture<String> work = new CompletableFuture<>();
        budget.take(60, NO_TIME).during(() -> work);
        assertThat(budget.taken()).isEqualTo(60);
        work.completeExceptionally(new StackOverflowError());
        assertThat(budget.taken()).isZero();
        MemoryShare share = budget.take(60, NO_TIME);
        assertThatThrownBy(() -> share.during(() -> {
                    throw new OutOfMemoryError("provoked");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void manyThreadsNeverHaveMoreThanThereIs() throws Exception {
        List<CompletableFuture<Void>> all = new CopyOnWriteArrayList<>();
        for (int i = 1; i <= 500; i++) {
            all.add(whenTaken(i % 100, () -> assertThat(budget.taken()).isLessThanOrEqualTo(100)));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
        assertThat(budget.taken()).isZero();
        assertThat(budget.mostTaken()).isLessThanOrEqualTo(100);
    }
}
