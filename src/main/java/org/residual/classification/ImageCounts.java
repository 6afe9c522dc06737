package org.residual.classification;

import java.util.concurrent.atomic.AtomicLong;
import org.residual.classification.row.WrittenRow;

/** Counts processed images. Safe for use by many threads. */
final class ImageCounts {
    private final AtomicLong earlier = new AtomicLong();
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();

    /** Adds a row of an earlier run. */
    void addEarlier(WrittenRow row) {
        earlier.incrementAndGet();
        countBroken(row);
    }

    void add(WrittenRow row) {
        now.incrementAndGet();
        countBroken(row);
    }

    private void countBroken(WrittenRow row) {
        if (row.isBroken()) {
            broken.incrementAndGet();
        }
    }

    long earlier() {
        return earlier.get();
    }

    /** Images of this run alone. */
    long now() {
        return now.get();
    }

    long all() {
        return earlier() + now();
    }

    long broken() {
        return broken.get();
    }
}
