package org.residual.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.residual.store.file.VersionFolder;

/** For how long the files of versions have been still. For use by one thread at a time. */
final class SettlingFiles {
    private final Duration settleTime;
    private final LongSupplier nanoClock;
    private final Map<VersionFolder, Seen> unsettled = new HashMap<>();

    /** Files as they were seen first at a moment. */
    private record Seen(Fingerprint files, long since) {}

    /**
     * @param settleTime how long files must have been still
     * @param nanoClock a clock such as {@link System#nanoTime}
     */
    SettlingFiles(Duration settleTime, LongSupplier nanoClock) {
        this.settleTime = settleTime;
        this.nanoClock = nanoClock;
    }

    /** Whether the files of a version have been as they are now for the settle time. */
    boolean isSettled(VersionFolder folder, Fingerprint files) {
        long now = nanoClock.getAsLong();
        Seen seen = unsettled.get(folder);
        if (seen == null || !seen.files.equals(files)) {
            seen = new Seen(files, now);
            unsettled.put(folder, seen);
        }
        return now - seen.since >= settleTime.toNanos();
    }

    /** Its files are loaded, or are those that were. */
    void forget(VersionFolder folder) {
        unsettled.remove(folder);
    }

    /** All others are no more. */
    void retain(Set<VersionFolder> folders) {
        unsettled.keySet().retainAll(folders);
    }

    /** Whether no version has files that have yet to settle. */
    boolean isEmpty() {
        return unsettled.isEmpty();
    }
}
