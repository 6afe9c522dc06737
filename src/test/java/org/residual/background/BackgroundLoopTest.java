package org.residual.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.residual.background.BackgroundLoop.Round;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Loops on threads of their own, with a clock that only the tests move. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class BackgroundLoopTest {
    private static final Duration AT_ONCE = Duration.ofNanos(1);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MANY = 60;

    private final AtomicLong clock = new AtomicLong();
    private final BackgroundLoops loops = new BackgroundLoops(clock::get);

    private BackgroundLoop loop(Round round) {
        return loops.start("test-loop", AT_ONCE, LIMIT, round);
    }

    /** Throws everything that can be thrown, one after the other, repeatedly. */
    private static void fail(int times) throws Exception {
        switch (times % 4) {
            case 0 -> throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            case 1 -> throw new StringIndexOutOfBoundsException("Range [9, 3) out of bounds for length 3");
            case 2 -> throw new StackOverflowError();
            default -> throw new IOException("stale file handle");
        }
    }

    @Test
    void survivesWhateverItsRoundsThrowAndCountsIt() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        CountDownLatch good = new CountDownLatch(1);
        try (BackgroundLoop loop = loop(() -> {
            if (rounds.get() < MANY) {
                fail(rounds.getAndIncrement());
            }
            good.countDown();
        })) {
            good.await();
            assertThat(loop.faults()).isEqualTo(MANY);
        }
    }

    /** The four kinds once each, and the recovery. */
    @Test
    void logsAFaultThatRepeatsOnceAndThenHowOftenItCame(CapturedOutput log) throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(2);
        try (BackgroundLoop loop = loop(() -> {
            if (rounds.get() < MANY) {
                fail(rounds.getAndIncrement());
            }
            over.countDown();
        })) {
            over.await();
            assertThat(loop.faults()).isEqualTo(MANY);
        }
        assertThat(log.getOut().lines().filter(line -> line.contains("test-loop failed")))
                .hasSize(4);
        assertThat(log.getOut()).containsOnlyOnce("test-loop works again, after " + MANY + " failure(s) in a row");
    }

    @Test
    void logsAFaultAgainAfterTenMinutesWithHowOftenItCameMeanwhile(CapturedOutput log) {
        FaultLog faults = new FaultLog("test-loop", clock::get);
        IOException fault = new IOException("stale file handle");
        for (int second = 0; second <= 600; second++) {
            faults.failed(fault);
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(log.getOut().lines().filter(line -> line.contains("test-loop failed")))
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("test-loop failed; it continues"),
                        second -> assertThat(second)
                                .endsWith(
                                        "test-loop failed again, 600 times since this was last logged; it continues"));
    }

    @Test
    void hangsWhenItHasNotComeRoundWithinItsLimit() throws Exception {
        Semaphore entered = new Semaphore(0);
        Semaphore letGo = new Semaphore(0);
        try (BackgroundLoop loop = loop(() -> {
            entered.release();
            letGo.acquire();
        })) {
            entered.acquire();
            clock.addAndGet(LIMIT.toNanos());
            assertThat(loop.hangs()).isFalse();
            clock.addAndGet(1);
            assertThat(loop.hangs()).isTrue();
            assertThat(loop.age()).isEqualTo(LIMIT.plusNanos(1));
            letGo.release();
            entered.acquire();
            assertThat(loop.hangs()).isFalse();
        }
    }

    @Test
    void doesNotHangInALongRoundThatGetsOn() throws Exception {
        Semaphore entered = new Semaphore(0);
        try (BackgroundLoop loop = loop(() -> {
            entered.release();
            new Semaphore(0).acquire();
        })) {
            entered.acquire();
            for (int i = 0; i < 10; i++) {
                clock.addAndGet(LIMIT.toNanos());
                loops.progressed("test-loop");
                loops.progressed("a loop that is not there");
            }
            clock.addAndGet(LIMIT.toNanos());
            assertThat(loop.hangs()).isFalse();
        }
    }

    @Test
    void doesTasksBetweenTheRoundsUnlessTheyAreCancelled() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (BackgroundLoop loop = loop(() -> {})) {
            loop.schedule(() -> {}, Duration.ofHours(1).toNanos()).cancel(false);
            loop.schedule(done::countDown, 1);
            done.await();
        }
    }

    @Test
    void endsTheRoundThatIsUnderWayWhenItIsClosedAndFindsNoFaultInThat() throws Exception {
        Semaphore entered = new Semaphore(0);
        BackgroundLoop loop = loop(() -> {
            entered.release();
            new Semaphore(0).acquire();
        });
        entered.acquire();
        loop.close();
        assertThat(loop.faults()).isZero();
    }

    @Test
    void isListedByItsName() {
        try (BackgroundLoop loop = loop(() -> {})) {
            assertThat(List.copyOf(loops.all())).containsExactly(loop);
            assertThat(loop.name()).isEqualTo("test-loop");
        }
    }
}
