package org.residual.protocol.model;

import java.util.List;
import java.util.Map;
import org.residual.inference.model.VersionStatistics;
import org.residual.inference.model.VersionStatistics.Total;
import org.residual.inference.request.RequestTimeline.Part;
import org.residual.store.version.ReadyVersion;

/**
 * What Triton's extension for statistics tells of a version, over all requests, whichever way they came.
 *
 * @param name of the model
 * @param version its number
 * @param lastInference milliseconds since 1970 at which its last batch was run; 0 if there was none
 * @param inferenceCount images
 * @param executionCount batches
 * @param inferenceStats where the time went
 * @param batchStats of batches of each size that was run, the smallest first
 */
public record ModelStatistics(
        String name,
        String version,
        long lastInference,
        long inferenceCount,
        long executionCount,
        InferenceStatistics inferenceStats,
        List<BatchStatistics> batchStats) {

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

    /**
     * @param batchSize images
     * @param computeInput none: an image is prepared before it is known in which batch it will be
     * @param computeInfer in the network
     * @param computeOutput none: an answer is written when all batches of its request have been run
     */
    public record BatchStatistics(
            int batchSize,
            StatisticDuration computeInput,
            StatisticDuration computeInfer,
            StatisticDuration computeOutput) {
        private static BatchStatistics of(Map.Entry<Integer, Total> size) {
            return new BatchStatistics(
                    size.getKey(),
                    StatisticDuration.NONE,
                    StatisticDuration.of(size.getValue()),
                    StatisticDuration.NONE);
        }
    }

    public static ModelStatistics of(ReadyVersion version, VersionStatistics measured) {
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
                measured.bySize().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(BatchStatistics::of)
                        .toList());
    }
}
