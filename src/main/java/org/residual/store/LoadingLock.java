package org.residual.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Held while versions are loaded, which takes long. A thread that unloads does not wait for it: the versions are closed
 * at once if none is being loaded, or otherwise by the loading thread when it is done. Safe for use by many threads.
 */
final class LoadingLock {
    private final ReentrantLock lock = new ReentrantLock();
    private final Runnable closeUnloaded;
    /** Whether versions of unloaded models are still to be closed. */
    private volatile boolean closingIsDue;

    /** @param closeUnloaded closes the versions of unloaded models; runs with the lock held */
    LoadingLock(Runnable closeUnloaded) {
        this.closeUnloaded = closeUnloaded;
    }

    /** Work for one thread at a time. */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Waits for the lock, and runs work with it. */
    <T, E extends Exception> T run(Work<T, E> work) throws E {
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
            closeIfDue();
        }
    }

    /** Has the versions of unloaded models closed, without waiting for the lock. */
    void closeUnloaded() {
        closingIsDue = true;
        closeIfDue();
    }

    /** Checks again after the lock was released: a thread that failed to get it meanwhile relies on that. */
    private void closeIfDue() {
        while (closingIsDue && lock.tryLock()) {
            try {
                closingIsDue = false;
                closeUnloaded.run();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Runs the last work, after which nothing is closed any more.
     *
     * @param patience how long to wait for the lock
     * @return whether it ran; false if the lock was not released in time or the thread was interrupted
     */
    boolean runLast(Duration patience, Runnable work) {
        try {
            if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            work.run();
            return true;
        } finally {
            lock.unlock();
        }
    }
}
