package org.residual.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.residual.background.BackgroundLoop;
import org.residual.background.BackgroundLoops;
import org.residual.nn.device.BackgroundPriority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the store follow changes on the disk, on a thread of its own: at once where the file system reports changes,
 * and periodically in any case, since network file systems do not.
 */
public final class StoreWatcher implements AutoCloseable {
    /** The name of the loop. */
    public static final String LOOP = "store-watcher";

    private static final Logger LOG = LoggerFactory.getLogger(StoreWatcher.class);
    private static final int DEPTH_OF_VERSIONS = 2;

    /** Between two looks, so that a burst of changes is handled at once. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final ModelStore store;
    private final Duration pollInterval;
    private final Duration settleTime;
    private final WatchService events;
    private final BackgroundLoop loop;
    /** Waits for a change, on the loop's thread. */
    private Duration patience;

    /**
     * @param store follows the disk
     * @param pollInterval longest time between two looks
     * @param settleTime time between two looks while files change
     * @param stuckAfter how long a look may make no progress, see {@link BackgroundLoops#progressed}
     * @param loops gets one more, {@link #LOOP}
     * @throws IOException if the system cannot watch files at all
     */
    public StoreWatcher(
            ModelStore store, Duration pollInterval, Duration settleTime, Duration stuckAfter, BackgroundLoops loops)
            throws IOException {
        this.store = store;
        this.pollInterval = pollInterval;
        this.settleTime = settleTime;
        this.events = store.root().getFileSystem().newWatchService();
        this.patience = Duration.ZERO;
        this.loop = loops.start(LOOP, PAUSE, pollInterval.plus(stuckAfter), this::look);
    }

    private void look() throws InterruptedException {
        // Loading and checking a version keeps a CPU busy for a while; requests take precedence.
        BackgroundPriority.takeForThisThread();
        awaitChange(patience);
        // Set before anything below can fail.
        patience = pollInterval;
        watchFolders();
        if (store.refresh() && settleTime.compareTo(pollInterval) < 0) {
            patience = settleTime;
        }
    }

    private void awaitChange(Duration atMost) throws InterruptedException {
        WatchKey key = events.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = events.poll();
        }
    }

    /** Watches the store, its models and their versions; watching a folder again has no effect. */
    private void watchFolders() {
        try (Stream<Path> folders = Files.walk(store.root().toRealPath(), DEPTH_OF_VERSIONS)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                folder.register(
                        events,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("Not all of {} can be watched; it is checked every {}", store.root(), pollInterval, e);
        }
    }

    @Override
    public void close() {
        loop.close();
        try {
            events.close();
        } catch (IOException e) {
            LOG.debug("The watch of {} could not be ended", store.root(), e);
        }
    }
}
