package org.residual.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Optional;

/** The rate limit of a client. Counts for all protocols together. */
@FunctionalInterface
public interface RateLimit {
    /** No limit. */
    RateLimit NONE = Optional::empty;

    /**
     * @param perSecond requests a second, in the long run
     * @param burst requests that can arrive at once after a pause
     */
    static RateLimit of(double perSecond, int burst) {
        Duration betweenTwo = Duration.ofNanos(Math.round(Duration.ofSeconds(1).toNanos() / perSecond));
        Bucket bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(1, betweenTwo))
                .build();
        return () -> {
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            return probe.isConsumed()
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        };
    }

    /**
     * Counts a request.
     *
     * @return empty if it is allowed; otherwise how long to wait, and the request is not counted
     */
    Optional<Duration> exceededBy();
}
