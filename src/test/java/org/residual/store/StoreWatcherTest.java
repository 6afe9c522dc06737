package org.residual.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.background.BackgroundLoop;
import org.residual.background.BackgroundLoops;
import org.residual.store.listing.Origin;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;

/** A store whose watching fails at first. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class StoreWatcherTest {
    private static final Duration OFTEN = Duration.ofMillis(10);
    private static final Duration STUCK_AFTER = Duration.ofMinutes(1);
    /** One a second for a minute, checked every second. */
    private static final int FAULTS = 60;

    @TempDir
    private Path root;

    private final BackgroundLoops loops = new BackgroundLoops(System::nanoTime);
    private ModelStore store;

    @AfterEach
    void close() {
        store.close();
    }

    private StoreWatcher watch(Origin origin) throws Exception {
        VersionFiles.small(root.resolve("digits/1"));
        store = ModelStore.open(origin, new VersionLoader(1), VersionPolicy.all(), Duration.ZERO, System::nanoTime);
        return new StoreWatcher(store, OFTEN, OFTEN, STUCK_AFTER, loops);
    }

    private void awaitServing(int version) throws InterruptedException {
        Semaphore changed = new Semaphore(0);
        store.whenChanged(changed::release);
        while (store.model("digits").orElseThrow().serving().orElseThrow().number() != version) {
            changed.acquire();
        }
    }

    /** An origin that copies data at each fetch, for a number of times. */
    private record FaultyOrigin(Path folder, AtomicInteger left, CountDownLatch over) implements Origin {
        FaultyOrigin(Path folder) {
            this(folder, new AtomicInteger(FAULTS), new CountDownLatch(1));
        }

        @Override
        public Update fetch() {
            int number = left.getAndDecrement();
            if (number <= 0) {
                over.countDown();
                return Update.NONE;
            }
            if (number % 3 == 0) {
                throw new OutOfMemoryError("Cannot reserve 16777216 bytes of direct buffer memory");
            }
            if (number % 3 == 1) {
                throw new StringIndexOutOfBoundsException("Range [9, 3) out of bounds for length 3");
            }
            return () -> {
                throw new InternalError("a fault occurred in an unsafe memory access operation");
            };
        }
    }

    @Test
    void takesUpANewVersionAfterAFaultEverySecondForAMinute() throws Exception {
        FaultyOrigin origin = new FaultyOrigin(root);
        StoreWatcher watcher = watch(origin);
        try (watcher) {
            origin.over.await();
            VersionFiles.small(root.resolve("digits/2"));
            awaitServing(2);
        }
        assertThat(loops.all()).extracting(BackgroundLoop::faults).containsExactly((long) FAULTS);
        assertThat(loops.all()).extracting(BackgroundLoop::hangs).containsExactly(false);
    }

    @Test
    void endsThoughItsOriginHangs() throws Exception {
        Semaphore entered = new Semaphore(0);
        Semaphore letGo = new Semaphore(0);
        StoreWatcher watcher = watch(new Origin() {
            @Override
            public Path folder() {
                return root;
            }

            @Override
            public Update fetch() {
                entered.release();
                letGo.acquireUninterruptibly();
                return Update.NONE;
            }
        });
        entered.acquire();
        watcher.close();
        letGo.release();
    }
}
