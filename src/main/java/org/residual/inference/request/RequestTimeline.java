package org.residual.inference.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.residual.store.version.ReadyVersion;

/**
 * Where the time of a request goes. Its parts follow each other without a gap, so they add up to the whole. What its answer
 * holds is given back at its end.
 */
public final class RequestTimeline {
    private static final int PARTS = Part.values().length;

    private final long start = System.nanoTime();
    private final AtomicLongArray ends = new AtomicLongArray(PARTS);
    private volatile @Nullable ReadyVersion version;
    /** Null once it has ended. */
    private @Nullable List<Runnable> endings = new ArrayList<>(0);

    /** What happens to a request, in this order. */
    public enum Part {
        /** It waits until it may be received, while many are before it. */
        ADMISSION,
        /** It is received, up to its last byte. */
        READ,
        /** Its images are decoded and prepared. */
        DECODE,
        /** It waits for a predictor. */
        QUEUE,
        /** The network looks at its images, in one batch or several. */
        INFERENCE,
        /** The answer is written. */
        WRITE
    }

    /**
     * @param answering the version that is to answer
     */
    public void answeredBy(ReadyVersion answering) {
        version = answering;
    }

    /**
     * @return the version that is to answer; empty if it did not come to that
     */
    public Optional<ReadyVersion> version() {
        return Optional.ofNullable(version);
    }

    /**
     * Ends a part now, unless it has ended before.
     *
     * @param part which
     */
    public void end(Part part) {
        ends.compareAndSet(part.ordinal(), 0, System.nanoTime());
    }

    /**
     * @param ending is run when the answer has been written, or nobody waits for it any more; now, if that was before
     */
    public void atEnd(Runnable ending) {
        boolean ended;
        synchronized (this) {
            ended = endings == null;
            if (endings != null) {
                endings.add(ending);
            }
        }
        if (ended) {
            ending.run();
        }
    }

    /** Runs all endings; to be called in any case when the request has come to its end. Doing so again changes nothing. */
    public void close() {
        List<Runnable> last;
        synchronized (this) {
            last = endings == null ? List.of() : endings;
            endings = null;
        }
        last.forEach(Runnable::run);
    }

    /**
     * @param part of it
     * @return whether it has ended
     */
    public boolean hasEnded(Part part) {
        return ends.get(part.ordinal()) != 0;
    }

    /**
     * @return whether all parts have come to their end
     */
    public boolean isComplete() {
        for (int part = 0; part < PARTS; part++) {
            if (ends.get(part) == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param part that has ended, and those before it too
     * @return how long it took
     */
    public Duration duration(Part part) {
        return Duration.ofNanos(ends.get(part.ordinal()) - startNanos(part));
    }

    /**
     * @param part that was reached
     * @return when it began, by the clock of {@link System#nanoTime}
     */
    public long startNanos(Part part) {
        return part.ordinal() == 0 ? start : ends.get(part.ordinal() - 1);
    }

    /**
     * @return how long the whole took, if it is complete, or until now
     */
    public Duration total() {
        long end = ends.get(PARTS - 1);
        return Duration.ofNanos((end == 0 ? System.nanoTime() : end) - start);
    }
}
