package org.residual.inference.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.residual.store.version.ReadyVersion;

/**
 * The time of a request, by part. The parts follow each other without a gap, so they add up to the whole. Resources of
 * its answer are released at its end.
 */
public final class RequestTimeline {
    private static final int PARTS = Part.values().length;

    private final long start = System.nanoTime();
    private final AtomicLongArray ends = new AtomicLongArray(PARTS);
    private volatile @Nullable ReadyVersion version;
    /** Null once it has ended. */
    private @Nullable List<Runnable> endings = new ArrayList<>(0);

    /** The parts of a request, in this order. */
    public enum Part {
        /** Waiting for admission. */
        ADMISSION,
        /** Being received, up to its last byte. */
        READ,
        /** Decoding and preprocessing its images. */
        DECODE,
        /** Waiting for a predictor. */
        QUEUE,
        /** In the network, in one batch or several. */
        INFERENCE,
        /** Writing the answer. */
        WRITE
    }

    /**
     * @param answering the version that is to answer
     */
    public void answeredBy(ReadyVersion answering) {
        version = answering;
    }

    /** @return the version that is to answer; empty if the request ended before it was known */
    public Optional<ReadyVersion> version() {
        return Optional.ofNullable(version);
    }

    /**
     * Ends a part now, unless it has ended before.
     *
     * @param part to end
     */
    public void end(Part part) {
        ends.compareAndSet(part.ordinal(), 0, System.nanoTime());
    }

    /**
     * @param ending runs when the answer has been written or the request has ended otherwise; at once, if it has ended
     *     already
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

    /** Runs all endings; must be called when the request has ended, in whatever way. Calling it again has no effect. */
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

    /** @return whether all parts have ended */
    public boolean isComplete() {
        for (int part = 0; part < PARTS; part++) {
            if (ends.get(part) == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param part that has ended, like those before it
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

    /** @return the total time if it is complete, or the time until now */
    public Duration total() {
        long end = ends.get(PARTS - 1);
        return Duration.ofNanos((end == 0 ? System.nanoTime() : end) - start);
    }
}
