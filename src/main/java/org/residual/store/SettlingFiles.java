package org.residual.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.residual.store.file.VersionFolder;

/** How long the files of versions have been unchanged. For use by one thread at a time. */
final class SettlingFiles {
    private final Duration settleTime;
    private final LongSupplier nanoClock;
    private final Map<VersionFolder, Seen> unsettled = new HashMap<>();

    /** Files, and when they were first seen in this state. */
    private record Seen(Fingerprint files, long since) {}

    /**
     * @param settleTime how long files must have been unchanged
     * @param nanoClock a clock such as {@link System#nanoTime}
     */
    SettlingFiles(Duration settleTime, LongSupplier nanoClock) {
        this.settleTime = settleTime;
        this.nanoClock = nanoClock;
    }

    /** Whether the files of a version have been unchanged for the settle time. */
    boolean isSettled(VersionFolder folder, Fingerprint files) {
        long now = nanoClock.getAsLong();
        Seen seen = unsettled.get(folder);
        if (seen == null || !seen.files.equals(files)) {
            seen = new Seen(files, now);
            unsettled.put(folder, seen);
        }
        return now - seen.since >= settleTime.toNanos();
    }

    /** Forgets a version whose files have been loaded, or have not changed. */
    void forget(VersionFolder folder) {
        unsettled.remove(folder);
    }

    /** Forgets all other versions. */
    void retain(Set<VersionFolder> folders) {
        unsettled.keySet().retainAll(folders);
    }

    /** Whether all files have settled. */
    boolean isEmpty() {
        return unsettled.isEmpty();
    }
}
