package org.residual.bucket;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Versions that cannot be copied in their present state. They are retried with increasing delays, since each attempt
 * transfers their objects.
 */
final class Refusals {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final LongSupplier nanoClock;
    private final Map<StoredVersion, Refusal> refused = new HashMap<>();

    private record Refusal(String reason, long since, long pause) {}

    /**
     * @param nanoClock a clock such as {@link System#nanoTime}
     */
    Refusals(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    boolean mayBeTried(StoredVersion version) {
        Refusal last = refused.get(version);
        return last == null || nanoClock.getAsLong() - last.since >= last.pause;
    }

    /** @return whether the refusal is new */
    boolean add(StoredVersion version, String reason) {
        Refusal last = refused.get(version);
        long pause = last == null ? FIRST_WAIT.toNanos() : Math.min(2 * last.pause, LONGEST_WAIT.toNanos());
        refused.put(version, new Refusal(reason, nanoClock.getAsLong(), pause));
        return last == null || !last.reason.equals(reason);
    }

    /** The reason for one of them. */
    Optional<String> reason() {
        return refused.values().stream().map(Refusal::reason).findFirst();
    }

    /** Forgets versions that have changed or been removed. */
    void retain(Collection<StoredVersion> versions) {
        refused.keySet().retainAll(versions);
    }
}
