package org.residual.inference.predictor;

import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import org.residual.store.version.ReadyVersion;

/** The recent speed of the predictors, for each version. Safe for use by many threads. */
final class Throughput {
    private static final double WEIGHT_OF_THE_LATEST = 0.1;

    private final int predictors;
    /** Nothing is kept of versions that are no longer held. */
    private final Map<ReadyVersion, Double> nanosPerImage = new WeakHashMap<>();

    /** @param predictors how many work in parallel */
    Throughput(int predictors) {
        this.predictors = predictors;
    }

    synchronized void count(ReadyVersion version, int images, long nanos) {
        nanosPerImage.merge(
                version,
                (double) nanos / images,
                (before, latest) -> (1 - WEIGHT_OF_THE_LATEST) * before + WEIGHT_OF_THE_LATEST * latest);
    }

    /**
     * @param images how many, for each version
     * @return how long the predictors will take for them; versions without any answer yet count as zero
     */
    synchronized Duration timeFor(Map<ReadyVersion, Integer> images) {
        double nanos = 0;
        for (Map.Entry<ReadyVersion, Integer> waiting : images.entrySet()) {
            nanos += waiting.getValue() * nanosPerImage.getOrDefault(waiting.getKey(), 0.0);
        }
        return Duration.ofNanos((long) (nanos / predictors));
    }
}
