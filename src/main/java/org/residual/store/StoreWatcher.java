package org.residual.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.residual.nn.BackgroundPriority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the store follow what happens on the disk, on a thread of its own: at once where the file system tells of changes,
 * and every now and then in any case, since those of networks do not tell.
 */
public final class StoreWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWatcher.class);
    private static final int DEPTH_OF_VERSIONS = 2;

    private final ModelStore store;
    private final Duration pollInterval;
    private final Duration settleTime;
    private final WatchService events;
    private final Thread thread;

    /**
     * @param store follows the disk
     * @param pollInterval the longest time between two looks
     * @param settleTime the time between two looks while files change
     * @throws IOException if the system cannot watch files at all
     */
    public StoreWatcher(ModelStore store, Duration pollInterval, Duration settleTime) throws IOException {
        this.store = store;
        this.pollInterval = pollInterval;
        this.settleTime = settleTime;
        this.events = store.root().getFileSystem().newWatchService();
        this.thread = new Thread(this::run, "store-watcher");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        // To load and check a version takes a processor for a while, which belongs to the requests that are there.
        BackgroundPriority.takeForThisThread();
        try {
            boolean settling = false;
            while (!Thread.currentThread().isInterrupted()) {
                watchFolders();
                awaitChange(settling && settleTime.compareTo(pollInterval) < 0 ? settleTime : pollInterval);
                settling = store.refresh();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("No longer watching {}", store.root());
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

    /** The store itself, its models and their versions; to watch a folder again changes nothing. */
    private void watchFolders() {
        try (Stream<Path> folders = Files.walk(store.root(), DEPTH_OF_VERSIONS)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                folder.register(
                        events,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("Not all of {} can be watched; it is looked at every {}", store.root(), pollInterval, e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            // A version that is being loaded is loaded to its end: the engine is not to be left in the middle.
            thread.join();
            events.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("The watch of {} could not be ended", store.root(), e);
        }
    }
}
