package org.residual.inference.model;

import java.util.Map;
import org.residual.inference.request.RequestTimeline.Part;

/**
 * The statistics of a version since it was first loaded.
 *
 * @param lastBatchMillis when its last batch was run, in milliseconds since 1970; 0 if there was none
 * @param images predicted
 * @param batches run
 * @param bySize for each batch size, how many batches were run and their time in the network
 * @param answered answered requests and their time
 * @param failed failed requests and their time
 * @param parts the time of completed requests by part
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
     * @param nanos total time
     */
    public record Total(long count, long nanos) {
        private static final Total NONE = new Total(0, 0);

        /** @return the sum of both */
        public Total plus(Total other) {
            return new Total(count + other.count, nanos + other.nanos);
        }
    }

    /** @return how often that part ran, and its total time */
    public Total part(Part part) {
        return parts.getOrDefault(part, Total.NONE);
    }
}
