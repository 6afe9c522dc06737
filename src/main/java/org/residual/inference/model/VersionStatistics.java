package org.residual.inference.model;

import java.util.Map;
import org.residual.inference.request.RequestTimeline.Part;

/**
 * What a version has done since it was first loaded.
 *
 * @param lastBatchMillis when its last batch was run, in milliseconds since 1970; 0 if there was none
 * @param images predicted
 * @param batches run
 * @param bySize of batches of each size: how many were run, and the time they took in the network
 * @param answered requests, and the time they took
 * @param failed requests, and the time they took
 * @param parts where the time of requests went that came to their end
 */
public record VersionStatistics(
        long lastBatchMillis,
        long images,
        long batches,
        Map<Integer, Total> bySize,
        Total answered,
        Total failed,
        Map<Part, Total> parts) {
    /** Nothing. */
    public static final VersionStatistics NONE =
            new VersionStatistics(0, 0, 0, Map.of(), Total.NONE, Total.NONE, Map.of());

    /** Copies the maps. */
    public VersionStatistics {
        bySize = Map.copyOf(bySize);
        parts = Map.copyOf(parts);
    }

    /**
     * @param count how often
     * @param nanos all together
     */
    public record Total(long count, long nanos) {
        private static final Total NONE = new Total(0, 0);

        /**
         * @return both together
         */
        public Total plus(Total other) {
            return new Total(count + other.count, nanos + other.nanos);
        }
    }

    /**
     * @return how often it came to that part, and the time it took
     */
    public Total part(Part part) {
        return parts.getOrDefault(part, Total.NONE);
    }
}
