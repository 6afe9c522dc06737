package org.residual.protocol;

import java.util.List;
import org.residual.inference.RequestTimeline.Part;
import org.residual.inference.VersionStatistics;
import org.residual.inference.VersionStatistics.Total;
import org.residual.store.ReadyVersion;

/**
 * What Triton's extension for statistics tells of a version, over all requests, whichever way they came.
 *
 * @param name of the model
 * @param version its number
 * @param lastInference milliseconds since 1970 at which its last batch was run; 0 if there was none
 * @param inferenceCount images
 * @param executionCount batches
 * @param inferenceStats where the time went
 * @param batchStats of batches of each size, which are not told apart here: none
 */
public record ModelStatistics(
        String name,
        String version,
        long lastInference,
        long inferenceCount,
        long executionCount,
        InferenceStatistics inferenceStats,
        List<Object> batchStats) {

    /**
     * @param success from the first byte of a request to the last of its answer
     * @param fail the same of requests that were not answered
     * @param queue waiting for a predictor
     * @param computeInput decoding and preparing images
     * @param computeInfer in the network
     * @param computeOutput writing the answer
     * @param cacheHit none: no answers are kept
     * @param cacheMiss none
     */
    public record InferenceStatistics(
            StatisticDuration success,
            StatisticDuration fail,
            StatisticDuration queue,
            StatisticDuration computeInput,
            StatisticDuration computeInfer,
            StatisticDuration computeOutput,
            StatisticDuration cacheHit,
            StatisticDuration cacheMiss) {}

    /**
     * @param count how often
     * @param ns nanoseconds, all together
     */
    public record StatisticDuration(long count, long ns) {
        private static final StatisticDuration NONE = new StatisticDuration(0, 0);

        private static StatisticDuration of(Total total) {
            return new StatisticDuration(total.count(), total.nanos());
        }
    }

    static ModelStatistics of(ReadyVersion version, VersionStatistics measured) {
        return new ModelStatistics(
                version.model(),
                Long.toString(version.number()),
                measured.lastBatchMillis(),
                measured.images(),
                measured.batches(),
                new InferenceStatistics(
                        StatisticDuration.of(measured.answered()),
                        StatisticDuration.of(measured.failed()),
                        StatisticDuration.of(measured.part(Part.QUEUE)),
                        StatisticDuration.of(measured.part(Part.DECODE)),
                        StatisticDuration.of(measured.part(Part.INFERENCE)),
                        StatisticDuration.of(measured.part(Part.WRITE)),
                        StatisticDuration.NONE,
                        StatisticDuration.NONE),
                List.of());
    }
}
