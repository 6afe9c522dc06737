package org.residual.classification;

import java.util.concurrent.atomic.AtomicLong;
import org.residual.classification.row.WrittenRow;

/** How many images have been dealt with. Safe for use by many threads. */
final class ImageCounts {
    private final AtomicLong earlier = new AtomicLong();
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();

    /** One that an earlier run has dealt with. */
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

    /** Of this run alone. */
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
