package org.residual.support;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Prediction;
import org.residual.store.version.ReadyVersion;

/** Blocks predictors at the end of each batch while it is closed. */
public final class Gate implements InferenceListener {
    private final InferenceListener behind;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Thread predictor;

    /** @param behind is called afterwards */
    public Gate(InferenceListener behind) {
        this.behind = behind;
    }

    /** Until the same thread opens it. */
    public void close() {
        lock.lock();
    }

    public void open() {
        lock.unlock();
    }

    /** Whether this thread has closed it. */
    public boolean isClosedByThisThread() {
        return lock.isHeldByCurrentThread();
    }

    /** Whether a predictor is blocked. */
    public boolean holdsOne() {
        return lock.hasQueuedThreads();
    }

    /** The predictor that was blocked last. */
    public Thread predictor() {
        return predictor;
    }

    @Override
    public void decoded(ReadyVersion version) {
        behind.decoded(version);
    }

    @Override
    public void refused(ReadyVersion version, Reason reason) {
        behind.refused(version, reason);
    }

    @Override
    public void predicted(ReadyVersion version, List<Prediction> predictions, Duration inNetwork) {
        predictor = Thread.currentThread();
        lock.lock();
        lock.unlock();
        behind.predicted(version, predictions, inNetwork);
    }
}
