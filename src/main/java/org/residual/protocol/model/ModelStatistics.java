package org.residual.protocol.model;

import java.util.List;
import java.util.Map;
import org.residual.inference.model.VersionStatistics;
import org.residual.inference.model.VersionStatistics.Total;
import org.residual.inference.request.RequestTimeline.Part;
import org.residual.store.version.ReadyVersion;

/**
 * The statistics of a version, as in Triton's extension for statistics, over all requests of all protocols.
 *
 * @param name of the model
 * @param version its number
 * @param lastInference when its last batch was run, in milliseconds since 1970; 0 if there was none
 * @param inferenceCount images
 * @param executionCount batches
 * @param inferenceStats the time of requests, by part
 * @param batchStats the batches by size, the smallest first
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
     * @param success answered requests, from the first byte of the request to the last of the answer
     * @param fail requests that failed
     * @param queue waiting for a predictor
     * @param computeInput decoding and preprocessing images
     * @param computeInfer in the network
     * @param computeOutput writing the answer
     * @param cacheHit always 0: answers are not cached
     * @param cacheMiss always 0
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
     * @param ns total nanoseconds
     */
    public record StatisticDuration(long count, long ns) {
        private static final StatisticDuration NONE = new StatisticDuration(0, 0);

        private static StatisticDuration of(Total total) {
            return new StatisticDuration(total.count(), total.nanos());
        }
    }

    /**
     * @param batchSize images
     * @param computeInput always 0: an image is preprocessed before its batch is known
     * @param computeInfer in the network
     * @param computeOutput always 0: an answer is written after all batches of its request
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
